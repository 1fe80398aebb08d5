"""JMESPath's functions, for which an exact number is a number as well."""

from decimal import Decimal

import jmespath
from jmespath.functions import Functions, signature


class _Exactly(Functions):
    def _type_check_single(self, current: object, types: object, function_name: str) -> None:
        known = float(current) if isinstance(current, Decimal) else current
        super()._type_check_single(known, types, function_name)  # type: ignore[misc]  # typeshed leaves it out

    @signature({"types": []})
    def _func_to_string(self, said: object) -> object:
        if isinstance(said, Decimal):
            return str(said)
        return super()._func_to_string(said)  # type: ignore[misc]  # the same

    def _subtype_check(
        self, current: list[object], allowed_subtypes: object, types: object, function_name: str
    ) -> None:
        known = [float(each) if isinstance(each, Decimal) else each for each in current]
        super()._subtype_check(known, allowed_subtypes, types, function_name)  # type: ignore[misc]  # the same


OPTIONS = jmespath.Options(custom_functions=_Exactly())
