"""The official client of Anthropic against the stub: reasoning, a tool, its result, an overload that it retries itself."""
import sys
import anthropic

client = anthropic.Anthropic(base_url=sys.argv[1], api_key=sys.argv[2], max_retries=2)
script = "!overloaded 1\n!retry-after 0\n!think I wonder\n!say Looking.\n!tool look {\"path\": \"a.txt\"}\n!say Found it."
messages = [{"role": "user", "content": script}]
tools = [{"name": "look", "input_schema": {"type": "object", "properties": {"path": {"type": "string"}}}}]
common = {"model": "m", "max_tokens": 4096, "thinking": {"type": "enabled", "budget_tokens": 2048}, "tools": tools}

with client.messages.stream(messages=messages, **common) as stream:
    text = "".join(stream.text_stream)
    message = stream.get_final_message()
assert text == "Looking.", text
assert [block.type for block in message.content] == ["thinking", "text", "tool_use"], message
assert message.content[0].thinking == "I wonder", message
assert message.content[2].input == {"path": "a.txt"}, message
assert message.stop_reason == "tool_use", message
assert message.usage.input_tokens > 0 and message.usage.output_tokens > 0, message

messages.append({"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in message.content]})
messages.append({"role": "user", "content": [
    {"type": "tool_result", "tool_use_id": message.content[2].id, "content": "text"}]})
answer = client.messages.create(messages=messages, **common)
assert answer.content[0].text == "Found it.", answer

try:
    client.messages.create(model="m", max_tokens=10, messages=[{"role": "assistant", "content": "x"}])
    raise SystemExit("a wrong order was accepted")
except anthropic.BadRequestError as e:
    assert "first message" in e.message, e
assert client.models.list().data[0].id == "stub-large"
print("streamed")
