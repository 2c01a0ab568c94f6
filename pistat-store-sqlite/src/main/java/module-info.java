/** Samples and events in a SQLite file. */
@org.jspecify.annotations.NullMarked
module dev.pistat.store.sqlite {
    requires transitive dev.pistat.core;
    requires io.leangen.geantyref; // of Jdbi, an automatic module, which cannot say so
    requires java.sql;
    requires org.jdbi.v3.core;
    requires org.jdbi.v3.sqlite;
    requires org.xerial.sqlitejdbc;
    requires static org.jspecify;

    exports dev.pistat.store.sqlite;
}
