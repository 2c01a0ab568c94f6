package dev.pistat.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java in the documents is Java, and their links lead somewhere. */
class DocumentsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```$");
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?:public |final |abstract )*(?:class|record|interface|enum) (\\w+)");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]+)(?:#[^)]*)?\\)");

    @TempDir
    private Path folder;

    @Test
    void everyJavaBlockCompiles() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String module = Files.readString(Path.of("src/it/mounted-routes/src/main/java/module-info.java"));
        int blocks = 0;
        for (Path document : documents()) {
            Matcher block = BLOCK.matcher(Files.readString(document));
            while (block.find()) {
                blocks++;
                String code = block.group(1);
                if (code.startsWith("module ")) {
                    assertThat(module).as(document.toString()).contains(code);
                    continue;
                }
                Matcher type = TYPE.matcher(code);
                assertThat(type.find())
                        .as(document + ": a block is a whole class:\n" + code)
                        .isTrue();
                StringWriter errors = new StringWriter();
                boolean compiled = compiler.getTask(
                                errors,
                                null,
                                null,
                                List.of("-proc:none", "-d", folder.toString(), "--release", "21"),
                                null,
                                List.of(source(type.group(1), code)))
                        .call();
                assertThat(compiled).as(document + ": " + errors).isTrue();
            }
        }
        assertThat(blocks).isGreaterThan(8);
    }

    @Test
    void everyLinkToAFileLeadsToOne() throws IOException {
        int links = 0;
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                links++;
                assertThat(document.resolveSibling(link.group(1)))
                        .as(document.toString())
                        .exists();
            }
        }
        assertThat(links).isGreaterThan(10);
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            files.filter(each -> each.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents;
    }

    private static JavaFileObject source(String type, String code) {
        return new SimpleJavaFileObject(URI.create("string:///" + type + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
    }
}
