package dev.cowork.contracttests.guard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients that send the beginning of a request and then a byte now and then, all served by one thread. */
final class SlowClients implements AutoCloseable {

    private final List<Client> clients = new ArrayList<>();

    private static final class Client {

        private final SocketChannel channel;
        private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
        private boolean ended;

        Client(SocketChannel channel) {
            this.channel = channel;
        }

        /** Sends a byte and takes what has come. */
        void step(ByteBuffer buffer) {
            try {
                if (!ended && answer.size() == 0) {
                    channel.write(ByteBuffer.wrap(new byte[] {'a'}));
                }
                int read;
                while ((read = channel.read(buffer.clear())) > 0) {
                    answer.write(buffer.array(), 0, read);
                }
                ended |= read < 0;
            } catch (IOException e) {
                // cut off by the server; what came before counts
                ended = true;
            }
        }
    }

    /** Opens connections that begin like this. */
    void open(URI base, int count, String beginning) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(base.getHost(), base.getPort()));
            channel.write(ByteBuffer.wrap(beginning.getBytes(StandardCharsets.UTF_8)));
            channel.configureBlocking(false);
            clients.add(new Client(channel));
        }
    }

    /** Lets every client send a byte, and says whether all have been cut off. */
    boolean step() {
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        clients.forEach(client -> client.step(buffer));
        return clients.stream().allMatch(client -> client.ended);
    }

    /** What each has been answered so far. */
    List<String> answers() {
        return clients.stream()
                .map(client -> client.answer.toString(StandardCharsets.UTF_8))
                .toList();
    }

    /** Waits as long as a slow client does between two bytes. */
    static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.channel.close();
        }
    }
}
