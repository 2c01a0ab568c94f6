package dev.pistat.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.pistat.core.metric.Decimal;
import io.helidon.common.GenericType;
import io.helidon.http.WritableHeaders;
import io.helidon.http.media.MediaContext;
import io.helidon.http.media.jackson.JacksonSupport;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Small documents as JSON, by Helidon's Jackson support with a mapper of our own: so the answers are the same on a server
 * that somebody else has set up.
 */
final class Json {

    static final String CONTENT_TYPE = "application/json";

    private static final MediaContext JACKSON = MediaContext.builder()
            .mediaSupportsDiscoverServices(false)
            .addMediaSupport(JacksonSupport.create(
                    new ObjectMapper().registerModule(new SimpleModule().addSerializer(new PlainDecimals()))))
            .build();

    private Json() {}

    static void send(ServerRequest req, ServerResponse res, Object document) {
        Answer.send(req, res, CONTENT_TYPE, bytes(document));
    }

    private static byte[] bytes(Object document) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        WritableHeaders<?> headers = WritableHeaders.create();
        GenericType<Object> type = GenericType.create(document);
        JACKSON.writer(type, headers, headers).write(type, document, body, headers, headers);
        return body.toByteArray();
    }

    /** Jackson would write 1.795357742E9. */
    private static final class PlainDecimals extends StdSerializer<Double> {

        private static final long serialVersionUID = 1;

        PlainDecimals() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            StringBuilder text = new StringBuilder();
            Decimal.append(text, value);
            out.writeNumber(text.toString());
        }
    }
}
