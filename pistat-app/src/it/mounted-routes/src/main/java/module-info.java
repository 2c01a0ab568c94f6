/** An application that has a web server already. */
module outside.office {
    requires dev.pistat.app;
    requires io.helidon.webserver;
    requires java.net.http;
}
