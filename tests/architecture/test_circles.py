"""No module needs another that needs it, not even for its types."""

from __future__ import annotations

from graphlib import TopologicalSorter

import grimp


def test_package_has_no_circular_imports() -> None:
    graph = grimp.build_graph("sommet_tui", cache_dir=None)
    needs = {each: graph.find_modules_directly_imported_by(each) for each in graph.modules}
    TopologicalSorter(needs).prepare()  # raises CycleError, which names the circle
