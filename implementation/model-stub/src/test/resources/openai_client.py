"""The official client of OpenAI against the stub, Responses and Chat Completions."""
import sys
import openai

client = openai.OpenAI(base_url=sys.argv[1] + "/v1", api_key=sys.argv[2], max_retries=2)
script = "!overloaded 1\n!retry-after 0\n!think I wonder\n!say Looking.\n!tool look {\"path\": \"a.txt\"}\n!say Found it."

# Responses
asked = [{"role": "user", "content": script}]
tools = [{"type": "function", "name": "look", "parameters": {"type": "object"}, "strict": False}]
common = {"model": "m", "tools": tools, "reasoning": {"summary": "auto"}, "store": False,
          "include": ["reasoning.encrypted_content"]}
seen = {}
with client.responses.stream(input=asked, **common) as stream:
    for event in stream:
        if event.type.endswith(".delta"):
            seen[event.type] = seen.get(event.type, "") + event.delta
    response = stream.get_final_response()
assert seen["response.output_text.delta"] == "Looking.", seen
assert seen["response.reasoning_summary_text.delta"] == "I wonder", seen
assert seen["response.function_call_arguments.delta"] == '{"path": "a.txt"}', seen
assert [item.type for item in response.output] == ["reasoning", "message", "function_call"], response
assert response.usage.total_tokens > 0, response
asked += [item.model_dump(exclude_none=True, exclude={"parsed_arguments"}) for item in response.output if item.type != "message"]
asked += [{"type": "function_call_output", "call_id": response.output[2].call_id, "output": "text"}]
answer = client.responses.create(input=asked, **common)
assert answer.output_text == "Found it.", answer

# Chat Completions
messages = [{"role": "user", "content": script + "\n(chat)"}]
tools = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]
text, thought, arguments, call, usage = "", "", "", None, None
for chunk in client.chat.completions.create(
        model="m", messages=messages, tools=tools, stream=True, stream_options={"include_usage": True}):
    usage = chunk.usage or usage
    for choice in chunk.choices:
        text += choice.delta.content or ""
        thought += getattr(choice.delta, "reasoning_content", None) or ""
        for piece in choice.delta.tool_calls or []:
            call = piece.id or call
            arguments += piece.function.arguments or ""
assert (text, thought, arguments) == ("Looking.", "I wonder", '{"path": "a.txt"}'), (text, thought, arguments)
assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens, usage
messages.append({"role": "assistant", "content": text, "tool_calls": [
    {"id": call, "type": "function", "function": {"name": "look", "arguments": arguments}}]})
messages.append({"role": "tool", "tool_call_id": call, "content": "text"})
done = client.chat.completions.create(model="m", messages=messages, tools=tools)
assert done.choices[0].message.content == "Found it.", done
try:
    client.chat.completions.create(model="m", messages=[{"role": "user", "content": "!say a\n!error 429 insufficient_quota"}])
    raise SystemExit("an error was swallowed")
except openai.RateLimitError as e:
    assert e.code == "insufficient_quota", e
assert client.models.list().data[0].id == "stub-large"
print("streamed")
