"""What every table of an environment file is."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A table of an environment file: unknown keys are refused, values are not converted, nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)
