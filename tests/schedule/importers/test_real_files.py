"""Each real file comes in as an independent reading of it says."""

import pytest

from tests.schedule.importers.expected import expected, found, read_real, real

BRUSSELS, BERLIN = "Europe/Brussels", "Europe/Berlin"

FRAB_XML = [
    ("28c3-2011/fahrplan.xml", BERLIN),
    ("31c3-2014/schedule.xml", ""),
    ("denog16-2024/schedule.xml", ""),
    ("fosdem-2010/2010.xml", BRUSSELS),
    ("fosdem-2013/2013.xml", BRUSSELS),
    ("fosdem-2016/2016.xml", BRUSSELS),
    ("fosdem-2018/2018.xml", BRUSSELS),
    ("fosdem-2020/2020.xml", BRUSSELS),
    ("fosdem-2023/2023.xml", BRUSSELS),
    ("fosdem-2025/2025.xml", ""),
    ("gpn17-2017/GPN17-Fahrplan.XML", ""),
    ("muccc-hf/schedule_hf.xml", ""),
    ("pydata-berlin-2014/schedule.xml", ""),
]


@pytest.mark.parametrize(("path", "zone"), FRAB_XML, ids=[path for path, _ in FRAB_XML])
def test_schedule_xml_is_read_as_expected(path, zone):
    real(path)
    schedule = read_real(path, zone)

    assert schedule.format == "frab-xml"
    assert found(schedule) == expected(path)
