-- A database of version 11. Once a release has written such databases, never change this file.
PRAGMA application_id = 1399811444;
PRAGMA user_version = 12;
CREATE TABLE bookmarks (
        programme TEXT NOT NULL,
        session TEXT NOT NULL,
        title TEXT NOT NULL,
        added_at TEXT NOT NULL,
        degree TEXT NOT NULL,
        PRIMARY KEY (programme, session)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "bookmarks" VALUES('summit','keynote','L’ouverture','2025-02-07T09:00:00.000000+00:00','must');
INSERT INTO "bookmarks" VALUES('summit','panel','Panel','2025-02-07T10:00:00.000000+00:00','maybe');
CREATE TABLE claims (
        programme TEXT NOT NULL,
        room TEXT NOT NULL,
        writer TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        claim TEXT NOT NULL,
        state TEXT NOT NULL,
        PRIMARY KEY (programme, room, writer, epoch)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "claims" VALUES('summit','hall','stage/1',1,'{"version": 3, "programme": "summit", "room": "hall", "writer": "stage/1", "name": "Régie", "epoch": 1, "at": "2025-02-07T09:00:00.000+00:00", "after": {"writer": "hall/2", "number": 1}, "withdrawn": false}','open');
CREATE TABLE crew (
        programme TEXT NOT NULL,
        writer TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (programme, writer)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "crew" VALUES('summit','hall/2','Salle B');
CREATE TABLE dropped (
        programme TEXT NOT NULL,
        topic TEXT NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (programme, topic, reason)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "dropped" VALUES('summit','sommet/2/day/records/x','garbled','2025-02-07T09:00:00.000000+00:00');
CREATE TABLE events (
        address TEXT NOT NULL PRIMARY KEY,
        programme TEXT NOT NULL,
        title TEXT NOT NULL,
        starts TEXT NOT NULL,
        ends TEXT NOT NULL,
        timezone TEXT NOT NULL,
        opened_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "events" VALUES('/srv/day.yaml','summit','Summit','2025-02-07','2025-02-08','Europe/Paris','2025-02-07T09:00:00.000000+00:00');
CREATE TABLE friend_picks (
        programme TEXT NOT NULL,
        friend TEXT NOT NULL,
        session TEXT NOT NULL,
        title TEXT NOT NULL,
        degree TEXT NOT NULL,
        added_at TEXT NOT NULL,
        PRIMARY KEY (programme, friend, session)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "friend_picks" VALUES('summit','Ada','panel','Panel','must','2025-02-07T09:00:00.000000+00:00');
CREATE TABLE leads (
        programme TEXT NOT NULL,
        item TEXT NOT NULL,
        minutes INTEGER NOT NULL,
        PRIMARY KEY (programme, item)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "leads" VALUES('summit','keynote',15);
INSERT INTO "leads" VALUES('summit','own-1',10);
CREATE TABLE notes (
        programme TEXT NOT NULL,
        session TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        PRIMARY KEY (programme, session)
    ) STRICT
    ;
INSERT INTO "notes" VALUES('summit','keynote','L’ouverture','Poser la question
sur les licences','2025-02-07T09:00:00.000000+00:00');
CREATE TABLE own_events (
        programme TEXT NOT NULL,
        id TEXT NOT NULL,
        title TEXT NOT NULL,
        starts_at TEXT NOT NULL,
        ends_at TEXT NOT NULL,
        place TEXT NOT NULL,
        PRIMARY KEY (programme, id)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "own_events" VALUES('summit','own-1','Déjeuner','2025-02-07T09:00:00.000000+00:00','2025-02-07T10:00:00.000000+00:00','foyer');
CREATE TABLE plan_changes (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        programme TEXT NOT NULL,
        at TEXT NOT NULL,
        day TEXT NOT NULL,
        is_new INTEGER NOT NULL,
        item TEXT NOT NULL,
        title TEXT NOT NULL,
        degree TEXT NOT NULL,
        start TEXT NOT NULL,
        told INTEGER NOT NULL
    ) STRICT
    ;
INSERT INTO "plan_changes" VALUES(1,'summit','2025-02-07T09:00:00.000000+00:00','2025-02-07',0,'own-1','Déjeuner','own','2025-02-07T09:00:00+00:00',1);
INSERT INTO "plan_changes" VALUES(2,'summit','2025-02-07T09:00:00.000000+00:00','2025-02-07',1,'panel','Panel','maybe','2025-02-07T10:00:00+00:00',1);
CREATE TABLE plan_stops (
        programme TEXT NOT NULL,
        day TEXT NOT NULL,
        place INTEGER NOT NULL,
        item TEXT NOT NULL,
        title TEXT NOT NULL,
        degree TEXT NOT NULL,
        start TEXT NOT NULL,
        since TEXT NOT NULL,
        fills_gap INTEGER NOT NULL,
        PRIMARY KEY (programme, day, place)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "plan_stops" VALUES('summit','2025-02-07',0,'keynote','L’ouverture','must','2025-02-07T09:00:00+00:00','',0);
INSERT INTO "plan_stops" VALUES('summit','2025-02-07',1,'panel','Panel','maybe','2025-02-07T10:00:00+00:00','2025-02-07T09:00:00.000000+00:00',1);
CREATE TABLE plans (
        programme TEXT NOT NULL,
        day TEXT NOT NULL,
        inputs TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        PRIMARY KEY (programme, day)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "plans" VALUES('summit','2025-02-07','0a1b2c3d','2025-02-07T09:00:00.000000+00:00');
CREATE TABLE records (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        programme TEXT NOT NULL,
        rehearsal TEXT NOT NULL,
        kind TEXT NOT NULL,
        seq INTEGER NOT NULL,
        uid TEXT NOT NULL UNIQUE,
        record TEXT NOT NULL,
        UNIQUE (programme, rehearsal, kind, seq)
    ) STRICT
    ;
INSERT INTO "records" VALUES(1,'summit','','act',1,'c3358b6c9444478fa329ebd91b698efe','{"kind": "start", "session": "keynote", "at": "2025-02-07T09:00:00+00:00", "seq": 1, "uid": "c3358b6c9444478fa329ebd91b698efe"}');
INSERT INTO "records" VALUES(2,'summit','r1','message',1,'ecefc81d942944bab4ce7127684af34f','{"text": "Hello", "seq": 1, "uid": "ecefc81d942944bab4ce7127684af34f"}');
CREATE TABLE rehearsals (
        programme TEXT NOT NULL PRIMARY KEY,
        id TEXT NOT NULL,
        since TEXT NOT NULL,
        origin TEXT NOT NULL,
        speed REAL NOT NULL
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "rehearsals" VALUES('summit','r1','2025-02-07T09:00:00.000000+00:00','2025-02-07T10:00:00.000000+00:00',2.0);
CREATE TABLE reminders (
        programme TEXT NOT NULL,
        session TEXT NOT NULL,
        start TEXT NOT NULL,
        minutes INTEGER NOT NULL,
        given_at TEXT NOT NULL,
        PRIMARY KEY (programme, session, start, minutes)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "reminders" VALUES('summit','keynote','2025-02-07T10:00:00+00:00',5,'2025-02-07T09:00:00.000000+00:00');
CREATE TABLE revisions (
        programme TEXT NOT NULL,
        session TEXT NOT NULL,
        title TEXT NOT NULL,
        starts_at TEXT NOT NULL,
        ends_at TEXT NOT NULL,
        place TEXT NOT NULL,
        state TEXT NOT NULL,
        details TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        modified_at TEXT NOT NULL,
        PRIMARY KEY (programme, session)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "revisions" VALUES('summit','keynote','L’ouverture','2025-02-07T09:00:00+00:00','2025-02-07T10:00:00+00:00','Salle A','confirmed','abc',0,'2025-02-07T09:00:00+00:00');
CREATE TABLE seen (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO "seen" VALUES('hint','1');
INSERT INTO "seen" VALUES('void:summit','u1');
CREATE TABLE shared_records (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        programme TEXT NOT NULL,
        writer TEXT NOT NULL,
        number INTEGER NOT NULL,
        record TEXT NOT NULL,
        UNIQUE (programme, writer, number)
    ) STRICT
    ;
INSERT INTO "shared_records" VALUES(1,'summit','hall/2',1,'{"version": 3, "programme": "summit", "writer": "hall/2", "number": 1, "kind": "act", "refers": null, "stamp": "2025-02-07T09:00:00.000+00:00", "redoes": null, "record": {"uid": "hall/2.1", "seq": 1, "programme": null, "rehearsal": null, "at": "2025-02-07T09:00:00+00:00", "by": null, "act": "start", "room": null, "session": "keynote", "minutes": null, "when": null, "after": null, "with": null, "to": null, "times": null, "undoes": null, "title": null, "people": null}}');
CREATE TABLE shares (
        programme TEXT NOT NULL PRIMARY KEY,
        address TEXT NOT NULL,
        writer TEXT NOT NULL,
        name TEXT NOT NULL,
        authority TEXT NOT NULL,
        active INTEGER NOT NULL,
        offset REAL NOT NULL
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "shares" VALUES('summit','mqtts://stage@host/day','stage/1','Régie','PEM',1,1.5);
