"""Heads: who becomes one, and what everybody is to the new one."""

from collections.abc import Collection, Mapping

from schemas.events import errors
from schemas.events.changes import Writing
from schemas.events.family import Family, Place, Values
from schemas.events.kinship import HEAD, only_children, relation_through, relation_to_new_head


def replace_leaving_head(
    writing: Writing, household: Family, leaving: Collection[str], successor: str | None, given: Mapping[str, str]
) -> None:
    """Let a household have a head when these members have left; nothing changes where its head stays.

    Args:
        writing: where the changes go.
        household: as it stands.
        leaving: members who are present.
        successor: the new head who was entered.
        given: relations to the new head that were entered.

    Raises:
        SuccessorMissing: the head leaves others behind, and nobody was named.
        SuccessorNotPresent: who was named does not stay.
        TwoHeads: somebody was named, but the head stays.
        RelationsMissing, UnknownMember: as `relations_under`.
    """
    staying = {member: values for member, values in household.present.items() if member not in leaving}
    if successor is None:
        if household.head in leaving and staying:
            raise errors.SuccessorMissing("successor", names=names(household, staying))
        settled(household, {}, given)
    elif successor not in staying:
        raise errors.SuccessorNotPresent("successor", names=names(household, staying))
    elif household.head in staying:
        raise errors.TwoHeads("successor")
    else:
        relations = relations_under(household, staying, successor, given)
        writing.write(household.place, {"head_member_id": successor})
        for member, relation in relations.items():
            writing.state(Place(household.area, "member", member), "relation", relation)


def relations_under(
    household: Family, staying: Mapping[str, Values], successor: str, given: Mapping[str, str]
) -> dict[str, str]:
    """Return what those who stay together are to their new head, who is one of them.

    Args:
        household: the one in which they were, with its old head.
        staying: they.
        successor: the new head.
        given: relations to the new head that were entered.

    Raises:
        RelationsMissing: of some it neither follows nor was entered.
        TwoHeads, UnknownMember: what was entered cannot be.
    """
    others = {member: values for member, values in staying.items() if member != successor}
    found = _to_new_head(household, others, staying[successor])
    return {successor: HEAD, **settled(household, found, given)}


def relations_to_other_head(
    household: Family, joining: Mapping[str, Values], between: str, sex: str | None
) -> dict[str, str | None]:
    """Return what those who join another household are to its head, None where it does not follow.

    Args:
        household: from which they come.
        joining: they, their own head among them.
        between: what their own head is to the head whom they join.
        sex: that of the head whom they join.
    """
    if household.head is None:
        return dict.fromkeys(joining)
    sex_between = household.members[household.head].get("sex")
    found: dict[str, str | None] = {
        member: relation_through(values.get("relation") or "", between, sex=sex, sex_between=sex_between)
        for member, values in joining.items()
    }
    return found | {household.head: between}


def settled(household: Family, found: Mapping[str, str | None], given: Mapping[str, str]) -> dict[str, str]:
    """Return what each member is to their head: as it was entered, or else as it follows.

    Raises:
        RelationsMissing: of some it neither follows nor was entered.
        TwoHeads, UnknownMember: what was entered cannot be.
    """
    for member, relation in given.items():
        if member not in found:
            raise errors.UnknownMember("relations", name=member)
        if relation == HEAD:
            raise errors.TwoHeads("relations")
    relations = {**found, **given}
    missing = [member for member, relation in relations.items() if relation is None]
    if missing:
        raise errors.RelationsMissing("relations", names=names(household, missing))
    return {member: relation for member, relation in relations.items() if relation is not None}


def names(household: Family, members: Collection[str]) -> tuple[str, ...]:
    """Return the names of members of a household."""
    return tuple(household.name_of(member) for member in members)


def _to_new_head(household: Family, others: Mapping[str, Values], successor: Values) -> dict[str, str | None]:
    old = household.head
    if old is None:
        return dict.fromkeys(others)
    only = only_children([values.get("relation") or "" for values in household.members.values()])
    new = successor.get("relation") or ""
    sex = household.members[old].get("sex")
    return {
        member: relation_to_new_head(HEAD if member == old else values.get("relation") or "", new, sex=sex, only=only)
        for member, values in others.items()
    }
