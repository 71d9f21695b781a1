package dev.cowork.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AttachmentTest {

    private static JsonNode json(String json) {
        return JsonMapper.shared().readTree(json.replace('\'', '"'));
    }

    @Test
    void pictures_and_pdfs_inside_a_message_are_read_in_their_order() {
        assertThat(Attachment.of(json("""
                [{'type':'input_text','text':'look'},
                 {'type':'input_image','image_url':'data:image/png;base64,iVBORw0='},
                 {'type':'input_image','image_url':{'url':'data:image/webp;base64,UklGRg=='}},
                 {'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,JVBERg=='},
                 {'type':'input_file','file_data':'data:application/pdf;base64,JVBERi0x'}]""")))
                .containsExactly(
                        new Attachment("image/png", "iVBORw0=", null),
                        new Attachment("image/webp", "UklGRg==", null),
                        new Attachment("application/pdf", "JVBERg==", "a.pdf"),
                        new Attachment("application/pdf", "JVBERi0x", "document.pdf"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'input_image','image_url':'https://example.com/a.png'}",
                "{'type':'input_image','image_url':'http://169.254.169.254/latest'}",
                "{'type':'input_image','image_url':'file:///etc/passwd'}",
                "{'type':'input_image','image_url':'data:image/svg+xml;base64,PHN2Zz4='}",
                "{'type':'input_image','image_url':'data:image/png,raw'}",
                "{'type':'input_image','image_url':'data:image/png;base64,'}",
                "{'type':'input_image','image_url':'data:image/png;base64,a b'}",
                "{'type':'input_image','image_url':'data:image/png;base64,aaaa\\nbbbb'}",
                "{'type':'input_image','image_url':['data:image/png;base64,aaaa']}",
                "{'type':'input_image','file_id':'file_1'}",
                "{'type':'input_file','file_data':'data:text/html;base64,PGI+'}",
                "{'type':'input_file','file_id':'file_1'}",
                "{'type':'input_text','image_url':'data:image/png;base64,aaaa'}",
                "{}",
                "7"
            })
    void nothing_else_is_attached(String block) {
        assertThat(Attachment.read(json(block))).isNull();
        assertThat(Attachment.of(json("[" + block + "]"))).isEmpty();
    }

    @Test
    void a_large_one_is_read_without_using_up_the_stack() {
        Attachment read = Attachment.read(JsonMapper.shared()
                .createObjectNode()
                .put("type", "input_image")
                .put("image_url", "data:image/png;base64," + "A".repeat(2_000_000)));
        assertThat(read).hasToString("image/png of 2000000 characters");
    }
}
