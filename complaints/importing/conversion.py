"""From a row to an unsaved case. What is wrong with the case refuses the row; what is wrong beside it is a warning."""

import math
from datetime import datetime

from django.core.exceptions import ValidationError

from portal.cases.fields import EmailField, PhoneField, TextField
from portal.cases.models import Case
from portal.cases.search import normalise
from portal.cases.states import Channel, State
from portal.communes.models import District
from portal.workdays.arithmetic import local_day

from ..models import Category
from ..states import Kind
from .mapping import MappingRefused
from .reader import UNREADABLE
from .reasons import RowRefused

LONGEST = {name: Case._meta.get_field(name).max_length for name in ("subject", "address", "name", "external_reference")}
JOINED = " – "
FIRST_YEAR = 1900


class Converter:
    """Makes cases of one commune by one mapping. Raise MappingRefused for category codes the commune does not have."""

    def __init__(self, commune, mapping, *, at):
        self.commune, self.mapping, self.at = commune, mapping, at
        categories = Category.objects.of(commune).select_related("department").in_bulk(field_name="pk").values()
        self.categories = {category.code: category for category in categories}
        missing = sorted(mapping.codes - set(self.categories))
        if missing:
            raise MappingRefused([f"The commune has no category {', '.join(missing)}, which the mapping names."])
        self.districts = {
            normalise(name): district
            for district in District.objects.of(commune).active()
            for name in (district.name_ar, district.name_fr)
            if name
        }
        # A commune without bounds has no place to move positions to; as they stand they would be wrong.
        self.keeps_places = mapping.keep_places and not (mapping.shift_from and commune.bounds is None)
        self.line = TextField(longest=math.inf, required=False)
        self.lines = TextField(longest=math.inf, required=False, lines=True)
        self.phone, self.email = PhoneField(required=False), EmailField(required=False)

    def convert(self, cells):
        """(case, [(code, values)]) of a row's cells. Raise RowRefused."""
        warnings = [("characters", {})] if any(UNREADABLE in cell for cell in cells.values()) else []
        opened_at, closed_at = self._moments(cells)
        topic_word = self._cell(cells, "topic")
        category = self._category(topic_word)
        subject, description = self._words(cells, topic_word, warnings)
        case = Case(
            commune=self.commune,
            kind=self._kind(cells, topic_word),
            topic=category,
            department=category.department,
            state=State.CLOSED if closed_at else State.RECEIVED,
            channel=Channel.IMPORT,
            received_on=local_day(opened_at),
            opened_at=opened_at,
            closed_at=closed_at,
            language=self.mapping.language,
            subject=subject,
            description=description,
            address=self._cell(cells, "place", ", ")[: LONGEST["address"]],
            external_system=self.mapping.external_system,
            external_reference=self.reference(cells),
        )
        self._add_person_and_place(case, cells, warnings)
        return case, warnings

    def _add_person_and_place(self, case, cells, warnings):
        case.name = self._cell(cells, "name")[: LONGEST["name"]]
        case.phone = self._address(cells, "phone", self.phone, warnings)
        case.email = self._address(cells, "email", self.email, warnings)
        case.district = self._district(cells, warnings)
        case.latitude, case.longitude = self._place(cells, warnings)

    def reference(self, cells):
        """The number of the row in the other register. Raise RowRefused when there is none that can be relied on."""
        number = self._cell(cells, "external_reference")
        if not number:
            raise RowRefused("no_reference")
        if UNREADABLE in number or len(number) > LONGEST["external_reference"]:
            raise RowRefused("reference_unreadable", value=number)
        return number

    def _cell(self, cells, name, joined=JOINED, text=None):
        columns = self.mapping.columns.get(name) or []
        parts = [cells[column] for column in ([columns] if isinstance(columns, str) else columns)]
        to_python = (text or self.line).to_python
        texts = [to_python(part) for part in parts if part.strip().casefold() not in self.mapping.empty]
        return joined.join(dict.fromkeys(text for text in texts if text))

    def _moments(self, cells):
        opened, closed = self._cell(cells, "opened"), self._cell(cells, "closed")
        if not opened:
            raise RowRefused("no_date")
        opened_at, closed_at = self._moment(opened), self._moment(closed) if closed else None
        if opened_at > self.at:
            raise RowRefused("opened_in_future", value=opened)
        if closed_at and closed_at > self.at:
            raise RowRefused("closed_in_future", value=closed)
        if closed_at and closed_at < opened_at:
            raise RowRefused("closed_before_opened", closed=closed, opened=opened)
        return opened_at, closed_at

    def _moment(self, text):
        for date_format in self.mapping.date_formats:
            try:
                moment = datetime.strptime(text, date_format)  # noqa: DTZ007  (its zone is the next line's)
            except ValueError:
                continue
            if moment.year >= FIRST_YEAR:
                return moment if moment.tzinfo else moment.replace(tzinfo=self.mapping.zone)
        raise RowRefused("date_unreadable", value=text)

    def _category(self, word):
        code = self.mapping.topics.get(word, self.mapping.default_topic)
        if code is None:
            raise RowRefused("unknown_topic", value=word)
        return self.categories[code]

    def _kind(self, cells, topic_word):
        word = self._cell(cells, "kind") if "kind" in self.mapping.columns else topic_word
        kind = self.mapping.kinds.get(word, word if word in Kind.values else self.mapping.kind)
        if "kind" in self.mapping.columns and word and word not in {*self.mapping.kinds, *Kind.values}:
            raise RowRefused("unknown_kind", value=word)
        return kind

    def _words(self, cells, topic_word, warnings):
        detail = self._cell(cells, "detail")
        whole = self._cell(cells, "subject") or JOINED.join(dict.fromkeys(filter(None, [topic_word, detail])))
        description = self._cell(cells, "description", "\n", self.lines) or self._cell(cells, "detail", text=self.lines)
        most = LONGEST["subject"]
        if len(whole) <= most:
            return whole, description
        warnings.append(("shortened", {"most": most}))
        return f"{whole[: most - 1]}…", "\n".join(dict.fromkeys([whole, description]))

    def _district(self, cells, warnings):
        word = self._cell(cells, "district")
        district = self.districts.get(normalise(word))
        if word and district is None:
            warnings.append(("unknown_district", {"value": word}))
        return district

    def _address(self, cells, name, field, warnings):
        typed = self._cell(cells, name)
        try:
            return field.clean(typed)
        except ValidationError:
            warnings.append((name, {"value": typed}))
            return ""

    def _place(self, cells, warnings):
        """(latitude, longitude) in degrees, or (None, None)."""
        typed = [self._cell(cells, name) for name in ("latitude", "longitude")]
        if not self.keeps_places or not any(typed):
            return None, None
        if not all(typed):
            warnings.append(("place_incomplete", {}))
            return None, None
        point = _degrees(*typed)
        if point is None:
            warnings.append(("place_unreadable", {"value": ", ".join(typed)}))
            return None, None
        point = self._shifted(*point)
        if not self.commune.contains(*point):
            warnings.append(("place_outside", {"value": ", ".join(typed)}))
            return None, None
        return point

    def _shifted(self, latitude, longitude):
        """A point of `shift_from` at the same relative position inside the commune's bounds."""
        if self.mapping.shift_from is None:
            return latitude, longitude
        south, west, north, east = self.mapping.shift_from
        to_south, to_west, to_north, to_east = self.commune.bounds
        return (
            round(to_south + (latitude - south) / (north - south) * (to_north - to_south), 6),
            round(to_west + (longitude - west) / (east - west) * (to_east - to_west), 6),
        )


def _degrees(latitude, longitude):
    try:
        point = round(float(latitude.replace(",", ".")), 6), round(float(longitude.replace(",", ".")), 6)
    except (ValueError, OverflowError):
        return None
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 else None
