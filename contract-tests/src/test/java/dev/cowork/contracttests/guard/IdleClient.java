package dev.cowork.contracttests.guard;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A program that holds connections and does nothing with them, every second one after a first request: HOST PORT COUNT PATH. */
final class IdleClient {

    private IdleClient() {}

    /** Prints how many are open, waits for its input to end, and prints how many still are. */
    public static void main(String[] arguments) throws IOException {
        var address = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        int count = Integer.parseInt(arguments[2]);
        byte[] request =
                ("GET " + arguments[3] + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        List<SocketChannel> channels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(address);
            channels.add(channel);
            if (i % 2 == 1) {
                channel.write(ByteBuffer.wrap(request));
                if (channel.read(ByteBuffer.allocate(4096)) < 20) {
                    throw new IOException("connection " + i + " got no answer");
                }
            }
        }
        System.out.println("open " + channels.size());
        while (System.in.read() >= 0) {
            continue;
        }
        int still = 0;
        for (SocketChannel channel : channels) {
            channel.configureBlocking(false);
            if (channel.read(ByteBuffer.allocate(16)) == 0) {
                still++;
            }
        }
        System.out.println("still " + still);
    }
}
