package dev.pistat.store.sqlite.file;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.ParsedParameters;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.sqlite.SQLiteDataSource;

/**
 * A parser that leaves SQL as it is written, with question marks for its parameters and nowhere else. Jdbi's own templates
 * and named parameters are two grammars for ANTLR, 82 classes and 1 MB that nothing here needs.
 */
final class PlainSql implements SqlParser {

    private PlainSql() {}

    /** Jdbi on a source of connections. */
    static Jdbi jdbi(SQLiteDataSource source) {
        Jdbi jdbi = Jdbi.create(source);
        jdbi.getConfig(SqlStatements.class)
                .setTemplateEngine(TemplateEngine.NOP)
                .setSqlParser(new PlainSql());
        return jdbi;
    }

    @Override
    public ParsedSql parse(String sql, StatementContext context) {
        int parameters = 0;
        for (int i = sql.indexOf('?'); i >= 0; i = sql.indexOf('?', i + 1)) {
            parameters++;
        }
        return ParsedSql.of(sql, ParsedParameters.positional(parameters));
    }

    @Override
    public String nameParameter(String name, StatementContext context) {
        return "?";
    }
}
