package dev.cowork.server.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class PublicAddressesTest {

    private static InetSocketAddress address(String number) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(number), 443);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/web/numbers.csv", numLinesToSkip = 1)
    void the_blocks_begin_and_end_where_the_registries_say(String number, boolean isPublic)
            throws UnknownHostException {
        assertThat(new PublicAddresses().allows(address(number))).isEqualTo(isPublic);
    }

    @Test
    void this_machines_own_number_is_not_public_to_it() throws UnknownHostException {
        InetAddress own = InetAddress.getByName("93.184.216.34");
        PublicAddresses rule = new PublicAddresses(own::equals);
        assertThat(rule.allows(address("93.184.216.34"))).isFalse();
        assertThat(rule.allows(address("93.184.216.35"))).isTrue();
    }

    @Test
    void this_machine_knows_its_numbers() {
        assertThat(PublicAddresses.isOurs(InetAddress.getLoopbackAddress())).isTrue();
    }
}
