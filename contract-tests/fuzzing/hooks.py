"""What the fuzzer has to know about the contract beyond its text."""

import schemathesis


@schemathesis.hook
def before_load_schema(ctx, raw_schema):
    """A stream's schema describes the `data` of an event; the fuzzer would read it as the event with its id and its name."""
    for item in raw_schema["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                for response in operation.get("responses", {}).values():
                    name_the_data(response.get("content", {}).get("text/event-stream"))


def name_the_data(stream):
    if stream is not None:
        frame = {"type": "string", "contentMediaType": "application/json", "contentSchema": stream.pop("schema")}
        stream["itemSchema"] = {"type": "object", "properties": {"data": frame}}
