import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.Version;
import java.util.List;
import java.util.Map;
import tare.Contender;

/** Netty's transports, which are the variants of both ends; one event loop each. */
enum Transport {
    nio(NioServerSocketChannel.class, NioSocketChannel.class),
    epoll(EpollServerSocketChannel.class, EpollSocketChannel.class),
    io_uring(IoUringServerSocketChannel.class, IoUringSocketChannel.class);

    static final List<String> NAMES = List.of("nio", "epoll", "io_uring");

    final Class<? extends ServerChannel> server;
    final Class<? extends Channel> client;

    Transport(Class<? extends ServerChannel> server, Class<? extends Channel> client) {
        this.server = server;
        this.client = client;
    }

    EventLoopGroup newGroup() {
        IoHandlerFactory factory = switch (this) {
            case nio -> NioIoHandler.newFactory();
            case epoll -> EpollIoHandler.newFactory();
            case io_uring -> IoUringIoHandler.newFactory();
        };
        return new MultiThreadIoEventLoopGroup(1, factory);
    }

    static Map<String, String> versions(String variant) throws Contender.Unavailable {
        Throwable why = switch (valueOf(variant)) {
            case nio -> null;
            case epoll -> Epoll.unavailabilityCause();
            case io_uring -> IoUring.unavailabilityCause();
        };
        if (why != null) {
            while (why.getCause() != null) why = why.getCause();
            throw new Contender.Unavailable("Netty's " + variant + " transport does not start here: " + why.getMessage()
                    + "; the variant nio needs nothing native");
        }
        Version version = Version.identify().get("netty-codec-http");
        return Map.of("netty", version == null ? "unknown" : version.artifactVersion());
    }
}
