"""The Xcode project, read where no Xcode is: paths, targets, Info.plist, schemes, nobody's team."""

from __future__ import annotations

import json
import plistlib
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import yaml
from openstep_plist import read_openstep

PACKAGE = Path(__file__).resolve().parents[2] / "ios_companion"
APP = PACKAGE / "App"
PROJECT = APP / "SweetspotCompanion.xcodeproj"
TARGETS = {
    "SweetspotCompanion": "com.apple.product-type.application",
    "UnitTests": "com.apple.product-type.bundle.unit-test",
    "PerformanceTests": "com.apple.product-type.bundle.unit-test",
}
REASONS = ("NSCameraUsageDescription", "NSMicrophoneUsageDescription")


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """Return the project file as it is read."""
    read = read_openstep((PROJECT / "project.pbxproj").read_text(encoding="utf-8"))
    assert isinstance(read, dict)
    return read


@pytest.fixture(scope="module")
def objects(project: dict[str, Any]) -> dict[str, Any]:
    """Return the project's objects by their ids."""
    return dict(project["objects"])


@pytest.fixture(scope="module")
def info() -> dict[str, Any]:
    """Return the app's Info.plist."""
    return dict(plistlib.loads((APP / "SweetspotCompanion" / "Info.plist").read_bytes()))


def of_kind(objects: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the objects of one kind."""
    return {name: each for name, each in objects.items() if each["isa"] == kind}


def named(objects: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a target by its name."""
    (found,) = (t for t in of_kind(objects, "PBXNativeTarget").values() if t["name"] == name)
    return dict(found)


def settings(name: str) -> dict[str, str]:
    """Return what a configuration file sets, without its conditions."""
    text = (APP / "Config" / f"{name}.xcconfig").read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Z_]+)(?:\[[^\]]*\])?\s*=\s*(.*?)\s*$", text, re.MULTILINE))


def test_it_is_of_the_kind_that_follows_its_folders(
    project: dict[str, Any], objects: dict[str, Any]
) -> None:
    assert project["objectVersion"] == "77"
    assert project["rootObject"] in objects
    # No source file is listed: the folders are what counts.
    for phase in ("PBXSourcesBuildPhase", "PBXResourcesBuildPhase"):
        assert all(each["files"] == [] for each in of_kind(objects, phase).values())


def test_every_id_that_is_named_is_there_and_every_object_is_named(
    project: dict[str, Any], objects: dict[str, Any]
) -> None:
    def ids(value: object) -> set[str]:
        if isinstance(value, dict):
            return set().union(*map(ids, value.values()))
        if isinstance(value, list):
            return set().union(*map(ids, value))
        return {value} if re.fullmatch(r"[0-9A-F]{24}", str(value)) else set()

    assert ids(objects) | {project["rootObject"]} == set(objects)


def test_every_path_exists(objects: dict[str, Any]) -> None:
    groups = of_kind(objects, "PBXGroup") | of_kind(objects, "PBXFileSystemSynchronizedRootGroup")
    (top,) = of_kind(objects, "PBXProject").values()
    seen: list[str] = []

    def walk(name: str, folder: Path) -> None:
        each = objects[name]
        if each.get("sourceTree") == "BUILT_PRODUCTS_DIR":
            return
        assert each["sourceTree"] == "<group>"
        place = folder / each.get("path", "")
        assert place.exists(), place
        seen.append(name)
        for child in each.get("children", []):
            walk(child, place)

    walk(top["mainGroup"], APP)
    assert set(groups) <= set(seen)
    for exception in of_kind(objects, "PBXFileSystemSynchronizedBuildFileExceptionSet").values():
        for path in exception["membershipExceptions"]:
            assert (APP / "SweetspotCompanion" / path).is_file()
    for reference in of_kind(objects, "XCLocalSwiftPackageReference").values():
        assert (APP / reference["relativePath"] / "Package.swift").is_file()


def test_the_three_targets_stand_on_the_package_alone(objects: dict[str, Any]) -> None:
    targets = of_kind(objects, "PBXNativeTarget").values()
    assert {each["name"]: each["productType"] for each in targets} == TARGETS
    products = re.findall(
        r'\.library\(\s*name: "(\w+)"', (PACKAGE / "Package.swift").read_text(encoding="utf-8")
    )
    for target in targets:
        (product,) = target["packageProductDependencies"]
        assert objects[product]["productName"] in products
        linked = [
            objects[file]["productRef"]
            for phase in target["buildPhases"]
            for file in objects[phase]["files"]
        ]
        assert linked == [product]
    assert not of_kind(objects, "XCRemoteSwiftPackageReference")
    for name in ("UnitTests", "PerformanceTests"):
        (dependency,) = named(objects, name)["dependencies"]
        assert objects[objects[dependency]["target"]]["name"] == "SweetspotCompanion"


def test_settings_stand_in_files_that_people_read(objects: dict[str, Any]) -> None:
    for configuration in of_kind(objects, "XCBuildConfiguration").values():
        assert configuration["buildSettings"] == {}
        assert objects[configuration["baseConfigurationReference"]]["path"].endswith(".xcconfig")
    assert settings("Shared")["SWIFT_VERSION"] == "6.0"
    platform = re.search(
        r"\.iOS\(\.v(\d+)\)", (PACKAGE / "Package.swift").read_text(encoding="utf-8")
    )
    assert platform is not None
    assert settings("Shared")["IPHONEOS_DEPLOYMENT_TARGET"] == f"{platform[1]}.0"
    assert (APP / settings("App")["INFOPLIST_FILE"]).is_file()


def test_it_names_no_place_of_one_computer_and_nobodys_team() -> None:
    texts = {
        path: path.read_text(encoding="utf-8")
        for folder in (PROJECT, APP / "Config")
        for path in folder.rglob("*")
        if path.is_file()
    }
    for path, text in texts.items():
        assert "DEVELOPMENT_TEAM =" not in text, path
        assert not re.search(r"/(?:Users|home|root|work|private)/", text), path
    assert not list(PROJECT.rglob("xcuserdata"))


def test_the_schemes_name_targets_that_are_there(objects: dict[str, Any]) -> None:
    schemes = {path.stem: path for path in PROJECT.glob("xcshareddata/xcschemes/*.xcscheme")}
    assert set(schemes) == {"SweetspotCompanion", "Performance"}
    for path in schemes.values():
        tree = ET.parse(path)
        references = tree.getroot().iter("BuildableReference")
        for reference in references:
            target = objects[reference.get("BlueprintIdentifier", "")]
            assert target["name"] == reference.get("BlueprintName")
            product = objects[target["productReference"]]["path"]
            assert product == reference.get("BuildableName")
            assert reference.get("ReferencedContainer") == f"container:{PROJECT.name}"
    tested = {name: ET.parse(path).getroot().find("TestAction") for name, path in schemes.items()}
    performance = tested["Performance"]
    assert performance is not None
    assert performance.get("buildConfiguration") == "Release"


@pytest.mark.parametrize("key", [*REASONS, "NSLocalNetworkUsageDescription"])
def test_every_reason_is_a_sentence(info: dict[str, Any], key: str) -> None:
    reason = info[key]
    assert re.fullmatch(r"[A-Z].{40,}\.", reason)


def test_it_asks_for_nothing_that_it_does_not_use(info: dict[str, Any]) -> None:
    asked = {key for key in info if key.endswith("UsageDescription")}
    assert asked == {*REASONS, "NSLocalNetworkUsageDescription"}
    assert "UIBackgroundModes" not in info


def test_it_opens_the_laptops_codes_and_files(info: dict[str, Any]) -> None:
    schemes = [scheme for kind in info["CFBundleURLTypes"] for scheme in kind["CFBundleURLSchemes"]]
    assert schemes == ["sweetspot"]
    (exported,) = info["UTExportedTypeDeclarations"]
    (document,) = info["CFBundleDocumentTypes"]
    assert document["LSItemContentTypes"] == [exported["UTTypeIdentifier"]]
    assert exported["UTTypeTagSpecification"]["public.filename-extension"] == ["sweetspot"]
    assert "public.data" in exported["UTTypeConformsTo"]
    used = (PACKAGE / "Sources/CompanionUI/Models/ModelsView.swift").read_text(encoding="utf-8")
    assert f'exportedAs: "{exported["UTTypeIdentifier"]}"' in used
    assert info["LSSupportsOpeningDocumentsInPlace"] is True


def test_it_may_speak_with_the_local_network_and_no_other(info: dict[str, Any]) -> None:
    assert info["NSAppTransportSecurity"] == {"NSAllowsLocalNetworking": True}


def test_it_turns_with_the_phone(info: dict[str, Any]) -> None:
    ways = info["UISupportedInterfaceOrientations"]
    turns = {way.removeprefix("UIInterfaceOrientation") for way in ways}
    assert turns >= {"Portrait", "LandscapeLeft", "LandscapeRight"}


def test_the_privacy_manifest_says_that_nothing_is_collected() -> None:
    manifest = plistlib.loads((APP / "SweetspotCompanion/PrivacyInfo.xcprivacy").read_bytes())
    assert manifest["NSPrivacyTracking"] is False
    assert manifest["NSPrivacyCollectedDataTypes"] == []
    for used in manifest["NSPrivacyAccessedAPITypes"]:
        assert used["NSPrivacyAccessedAPITypeReasons"]


def test_every_picture_and_colour_of_the_catalogue_is_there() -> None:
    catalogue = APP / "SweetspotCompanion" / "Assets.xcassets"
    for contents in catalogue.rglob("Contents.json"):
        told = json.loads(contents.read_text(encoding="utf-8"))
        for image in told.get("images", []):
            picture = (contents.parent / image["filename"]).read_bytes()
            width, height = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))
            assert f"{width}x{height}" == image["size"]
            # Kind 2 has no transparency, which the App Store refuses in icons.
            assert picture[25] == 2
    colours = {path.stem for path in catalogue.glob("*.colorset")}
    wanted = settings("App")["ASSETCATALOG_COMPILER_GLOBAL_ACCENT_COLOR_NAME"]
    assert colours == {wanted, "LaunchBackground"}


def test_the_scores_have_the_laptops_colours() -> None:
    from core.detections.detections import ObjectClass
    from core.drawing.palette import GROUND_COLOUR, OBJECT_COLOURS, SCORE_COLOURS, UNKNOWN_COLOUR

    text = (PACKAGE / "Sources/CompanionState/Palette.swift").read_text(encoding="utf-8")
    scores = re.search(r"scores = \[(.*?)\]", text, re.DOTALL)
    assert scores is not None
    wanted = [SCORE_COLOURS[value].replace("#", "0x") for value in (1, 2, 3, 4, 5)]
    assert re.findall(r"0x[0-9A-F]{6}", scores[1]) == wanted
    for name, colour in (("ground", GROUND_COLOUR), ("unknown", UNKNOWN_COLOUR)):
        assert f"{name} = Rgb({colour.replace('#', '0x')})" in text
    for kind in ObjectClass:
        head, *tail = kind.label.split("_")
        case = head + "".join(word.title() for word in tail)
        assert f"case .{case}: Rgb({OBJECT_COLOURS[kind].replace('#', '0x')})" in text


def test_the_app_itself_is_almost_empty() -> None:
    (only,) = (APP / "SweetspotCompanion").glob("*.swift")
    assert len(only.read_text(encoding="utf-8").splitlines()) < 40


def test_the_workflow_builds_and_tests_package_and_app(objects: dict[str, Any]) -> None:
    file = PACKAGE.parent / ".github" / "workflows" / "ios.yml"
    workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
    # YAML reads the bare word `on` as true.
    assert "pull_request" in workflow[True]
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    assert job["runs-on"].startswith("macos-")
    assert job["timeout-minutes"] <= 60
    run = "\n".join(step.get("run", "") for step in job["steps"])
    assert "swift test" in run
    schemes = re.findall(r"-scheme (\w+)", run)
    assert set(schemes) <= {path.stem for path in PROJECT.rglob("*.xcscheme")}
    assert schemes
    for path in re.findall(r"(?:-project|cd) (\S+)", run):
        assert (PACKAGE.parent / path).is_dir()
    for step in job["steps"]:
        assert ("uses" in step) != ("run" in step)
        if "uses" in step:
            assert re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"])
