"""Every notebook runs from start to end, shows what it promises, defines nothing and is stripped."""

import ast
import copy
import json
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> Any:
    return nbformat.read(request.param, as_version=4)


def code_of(notebook: Any) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def run_notebook(path: Path, folder: Path, report: str) -> dict[str, Any]:
    """What the expression `report` gives, as JSON, after all cells have run in this interpreter's kernel."""
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(f"import json\nprint(json.dumps({report}))"))
    manager = AsyncKernelManager()
    # The kernel is this interpreter, whatever kernels are installed here.
    manager._kernel_spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        language="python",
        interrupt_mode="signal",
    )
    client = NotebookClient(notebook, km=manager, timeout=240, resources={"metadata": {"path": str(folder)}})
    done = client.execute(cleanup_kc=True)  # the kernel is ours, and ends with the notebook
    printed = "".join(out.text for out in done.cells[-1].outputs if out.get("name") == "stdout")
    return json.loads(printed)


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS
    assert all(path.stem[:2].isdigit() for path in NOTEBOOKS)


def test_a_notebook_defines_nothing(notebook: Any) -> None:
    for source in code_of(notebook):
        assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, DEFINITIONS)]


def test_a_notebook_is_stripped(notebook: Any) -> None:
    from nbstripout import strip_output

    stripped = strip_output(copy.deepcopy(notebook), keep_output=False, keep_count=False, keep_id=True)
    assert stripped == notebook
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.fixture(scope="module")
def first_list(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the first notebook comes to; its temporary folder lies in the test's own."""
    folder = tmp_path_factory.mktemp("notebook")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))
        patch.setenv("JUPYTER_PLATFORM_DIRS", "1")
        for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR"):
            patch.setenv(name, str(folder / "jupyter"))
        return run_notebook(
            FOLDER / "01-first-list.ipynb",
            folder,
            """{
                "home": str(home),
                "balance": sources[["rows_in", "rows_kept", "rows_quarantined"]].sum().tolist(),
                "quarantined": len(quarantine),
                "leavers": rows.leavers,
                "origins": len(tested.origins),
                "auc": auc.to_dict(),
                "gain": figures.loc["auc_over_tenure"].to_dict(),
                "matched": len(beside) / len(predicted),
                "promised": beside["risk"].mean(),
                "true": beside["risk_13w"].mean(),
                "version": done.trained.number,
                "people": len(people),
                "reasons": [first[f"reason_{number}"] for number in (1, 2, 3)],
                "gap": largest_gap,
                "files": [path.name for path in published.iterdir()],
                "plot": (home / "calibration.png").stat().st_size,
            }""",
        ) | {"folder": str(folder)}


def test_records_are_kept_or_quarantined(first_list: dict[str, Any]) -> None:
    rows_in, kept, quarantined = first_list["balance"]
    assert rows_in == kept + quarantined
    assert 0 < quarantined == first_list["quarantined"] < 0.05 * rows_in


def test_the_model_lies_between_chance_and_the_truth(first_list: dict[str, Any]) -> None:
    auc, gain = first_list["auc"], first_list["gain"]
    assert first_list["leavers"] >= 50
    assert first_list["origins"] == 6
    assert first_list["matched"] == 1.0
    assert 0.5 < auc["tenure alone"] < auc["truth"]
    assert 0.5 < auc["model"] < auc["truth"] < 0.85
    assert gain["low"] < gain["value"] == pytest.approx(auc["model"] - auc["tenure alone"], abs=1e-6)
    assert 0.5 < first_list["promised"] / first_list["true"] < 2


def test_the_list_is_published_and_its_reasons_add_up(first_list: dict[str, Any]) -> None:
    assert first_list["version"] == 1
    assert 250 < first_list["people"] <= 310
    assert all(first_list["reasons"])
    assert first_list["gap"] < 1e-9
    assert first_list["plot"] > 1000
    tables = {
        f"{name}.parquet"
        for name in ("risk_list", "contributions", "curves", "facts", "teams", "sites", "forecast", "sector")
    }
    lists = tables | {"risk_list.csv", "risk_list.xlsx", "forecast.csv"}
    pages = {"summary.html", "survival.html", "scorecard.html", "sector.html", "forecast.html", "first_90_days.html"}
    assert set(first_list["files"]) == lists | pages | {"first_90_days.json"} | {"manifest.json", "manifest.signature"}


def test_the_notebook_writes_to_a_temporary_folder(first_list: dict[str, Any]) -> None:
    assert first_list["home"].startswith(first_list["folder"])
    left = {path.name for path in Path(first_list["folder"]).iterdir()}
    assert left - {"jupyter"} == {Path(first_list["home"]).name}
