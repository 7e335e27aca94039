import pytest
from chromium import Tab, chromium
from crawl import places
from fillings import filled
from landscape import Landscape


@pytest.fixture(scope="session")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def system(request):
    return request.param


@pytest.fixture(scope="session")
def filling(request):
    return request.param


@pytest.fixture(scope="session")
def broker(filling, system, tmp_path_factory):
    """A broker with that filling on that database system; a module says which it is about."""
    with filled(filling, tmp_path_factory.mktemp(f"{filling}-{system}"), system) as broker:
        yield broker


@pytest.fixture
def landscape(broker):
    return Landscape(broker)


@pytest.fixture(scope="session")
def everywhere(broker):
    """Every page of the broker."""
    return places(broker)


@pytest.fixture
def tab(browser, broker):
    """Opens tabs at the broker, in which nothing has gone wrong at the end."""
    tabs = []

    def open_tab(**how) -> Tab:
        tabs.append(Tab(browser, broker.url, **how))
        return tabs[-1]

    yield open_tab
    problems = [problem for tab in tabs for problem in tab.close()]
    assert not problems, "\n".join(problems)
