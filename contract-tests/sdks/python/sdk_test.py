"""The official SDK against a running server: COWORK_OPENAI_URL is its base URL."""

import json
import os
import unittest

from openai import BadRequestError, NotFoundError, OpenAI, UnprocessableEntityError

BASE = os.environ["COWORK_OPENAI_URL"]
LOOK = {"type": "function", "name": "look", "parameters": {"type": "object", "properties": {"at": {"type": "number"}}}, "strict": False}

PICTURE = "data:image/png;base64,iVBORw0KGgo="
CALL = {"type": "function_call", "call_id": "call_1", "name": "look", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "call_1", "output": "a tree"}


def client(base=BASE):
    return OpenAI(base_url=base, api_key="any", max_retries=0, timeout=30)


class SdkTest(unittest.TestCase):
    def setUp(self):
        self.client = client()
        self.addCleanup(self.client.close)

    def test_models_are_listed(self):
        self.assertIn("rehearsal", [model.id for model in self.client.models.list()])

    def test_a_response_is_created_and_retrieved(self):
        created = self.client.responses.create(model="anton", input="/say Hello there", metadata={"topic": "sdk"})
        self.assertTrue(created.output_text.startswith("Hello there"))
        self.assertEqual(created, self.client.responses.retrieve(created.id))
        items = list(self.client.responses.input_items.list(created.id))
        self.assertEqual("/say Hello there", items[0].content[0].text)

    def test_a_stream_is_read_and_resumed_from_each_of_its_events(self):
        events = list(self.client.responses.create(model="anton", input="/think so\n/emit 6", stream=True))
        self.assertEqual("response.created", events[0].type)
        self.assertEqual("response.completed", events[-1].type)
        for index, event in enumerate(events):
            rest = self.client.responses.retrieve(events[0].response.id, stream=True, starting_after=event.sequence_number)
            self.assertEqual(events[index + 1 :], list(rest))

    def test_the_stream_helper_follows_reasoning_a_tool_and_text(self):
        with self.client.responses.stream(model="anton", input="/think first\n/tool list_files {}\n/say done") as stream:
            deltas = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
            response = stream.get_final_response()
        self.assertEqual("completed", response.status)
        self.assertEqual(deltas, response.output_text)
        self.assertLessEqual({"reasoning", "mcp_call", "message"}, {item.type for item in response.output})

    def test_the_stream_helper_goes_on_with_a_response_by_its_id(self):
        created = self.client.responses.create(model="anton", input="/say Again")
        with self.client.responses.stream(response_id=created.id) as stream:
            self.assertEqual(created.output_text, stream.get_final_response().output_text)

    def test_a_function_is_called_and_its_output_continues_the_conversation(self):
        with self.client.responses.stream(model="anton", input='/tool look {"at": 3}', tools=[LOOK]) as stream:
            first = stream.get_final_response()
        call = next(item for item in first.output if item.type == "function_call")
        self.assertEqual({"at": 3}, json.loads(call.arguments))
        output = {"type": "function_call_output", "call_id": call.call_id, "output": "a tree"}
        following = self.client.responses.create(model="anton", previous_response_id=first.id, input=[output], tools=[LOOK])
        self.assertEqual("completed", following.status)
        self.assertEqual(first.id, following.previous_response_id)

    def test_a_running_response_is_cancelled(self):
        types = []
        cancelled = None
        response_id = None
        for event in self.client.responses.create(model="anton", input="/emit 3\n/slow 60000\n/say never", stream=True):
            types.append(event.type)
            if event.type == "response.created":
                response_id = event.response.id
            if event.type == "response.output_text.delta" and cancelled is None:
                with client() as other:
                    cancelled = other.responses.cancel(response_id)
        self.assertEqual("response.incomplete", types[-1])
        self.assertEqual("cancelled", cancelled.status)
        self.assertEqual("cancelled", self.client.responses.retrieve(response_id).status)

    def test_a_response_is_deleted(self):
        created = self.client.responses.create(model="anton", input="/say gone", store=False)
        self.client.responses.delete(created.id)
        with self.assertRaises(NotFoundError):
            self.client.responses.retrieve(created.id)

    def test_an_unsupported_parameter_is_refused_by_its_name(self):
        with self.assertRaises(BadRequestError) as refused:
            self.client.responses.create(model="anton", input="x", top_p=0.5)
        self.assertEqual("top_p", refused.exception.param)
        self.assertEqual("unsupported_parameter", refused.exception.code)

    def test_items_of_every_kind_are_answered_and_listed_as_they_came(self):
        shown = [{"type": "input_text", "text": "What is this?"}, {"type": "input_image", "image_url": PICTURE, "detail": "auto"}]
        response = self.client.responses.create(
            model="anton",
            input=[
                {"role": "user", "content": shown},
                CALL,
                OUTPUT,
                {"role": "assistant", "content": "A tree."},
                {"role": "user", "content": "/say Thank you."},
            ],
        )
        self.assertTrue(response.output_text.startswith("Thank you."))
        items = list(self.client.responses.input_items.list(response.id, order="asc", limit=2))
        self.assertEqual(["message", "function_call", "function_call_output", "message", "message"], [item.type for item in items])
        self.assertEqual(PICTURE, items[0].content[1].image_url)

    def test_refusals_are_raised_as_what_they_are(self):
        responses = self.client.responses
        elsewhere = [{"role": "user", "content": [{"type": "input_image", "image_url": "https://example.com/a.png"}]}]
        in_output = [CALL, {**OUTPUT, "output": [{"type": "input_image", "image_url": PICTURE}]}]
        for refused, code, param, attempt in [
            (NotFoundError, "response_not_found", None, lambda: responses.retrieve("resp_missing")),
            (NotFoundError, "response_not_found", None, lambda: responses.cancel("resp_missing")),
            (NotFoundError, "response_not_found", None, lambda: responses.delete("resp_missing")),
            (
                NotFoundError,
                "previous_response_not_found",
                "previous_response_id",
                lambda: responses.create(model="anton", input="x", previous_response_id="resp_missing"),
            ),
            (BadRequestError, "validation_failed", "conversation", lambda: responses.create(model="anton", input="x", conversation="no name")),
            (BadRequestError, "validation_failed", "temperature", lambda: responses.create(model="anton", input="x", temperature=2.5)),
            (
                BadRequestError,
                "validation_failed",
                "input[0].content[0].image_url",
                lambda: responses.create(model="anton", input=elsewhere),
            ),
            (BadRequestError, "validation_failed", "input[1].output[0].type", lambda: responses.create(model="anton", input=in_output)),
            (BadRequestError, "call_not_found", "input[0].call_id", lambda: responses.create(model="anton", input=[OUTPUT])),
        ]:
            with self.subTest(code=code, param=param), self.assertRaises(refused) as raised:
                attempt()
            error = raised.exception
            self.assertEqual((code, param, "invalid_request_error"), (error.code, error.param, error.type))

    def test_a_key_that_is_used_for_another_request_is_refused(self):
        once = {"Idempotency-Key": "sdk-py-once"}
        self.client.responses.create(model="anton", input="/say one", extra_headers=once)
        with self.assertRaises(UnprocessableEntityError) as raised:
            self.client.responses.create(model="anton", input="/say two", extra_headers=once)
        self.assertEqual("idempotency_key_reused", raised.exception.code)

    def test_a_model_that_fails_is_a_failed_response_and_no_exception(self):
        response = self.client.responses.create(model="anton", input="/fail rate_limited")
        self.assertEqual(("failed", "rate_limit_exceeded"), (response.status, response.error.code))

    def test_the_same_vocabulary_is_spoken_under_the_other_bases(self):
        for path in ("/v1", "/api/v1"):
            with client(BASE.replace("/openai/v1", path)) as other:
                response = other.responses.create(model="anton", input="/say Here too")
                self.assertTrue(response.output_text.startswith("Here too"))


if __name__ == "__main__":
    unittest.main()
