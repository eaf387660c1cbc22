import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import tare.Contender;
import tare.ServerMain;

/** Netty's WebSocket server, as its example: HTTP codec, aggregator, WebSocketServerProtocolHandler, a handler. */
public final class Main implements ServerMain.Server {
    private EventLoopGroup group;

    public static void main(String[] words) {
        ServerMain.run(words, new Main());
    }

    @Override
    public List<String> variants() {
        return Transport.NAMES;
    }

    @Override
    public Map<String, String> versions(String variant) throws Contender.Unavailable {
        return Transport.versions(variant);
    }

    @Override
    public int listen(String variant, String host, int port, File cert, File key) throws Exception {
        Transport transport = Transport.valueOf(variant);
        if (group == null) group = transport.newGroup();
        SslContext tls = cert == null ? null : SslContextBuilder.forServer(cert, key).protocols("TLSv1.3").build();
        ServerBootstrap bootstrap = new ServerBootstrap().group(group).channel(transport.server)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (tls != null) channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(65536),
                                new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                                        .websocketPath("/echo").maxFramePayloadLength(Contender.MAX_MESSAGE_BYTES)
                                        .sendCloseFrame(null).build()),
                                new WebSocketFrameAggregator(Contender.MAX_MESSAGE_BYTES), new Echo(), new NotFound());
                    }
                });
        InetSocketAddress bound =
                (InetSocketAddress) bootstrap.bind(host, port).sync().channel().localAddress();
        return bound.getPort();
    }

    private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (frame instanceof BinaryWebSocketFrame || frame instanceof TextWebSocketFrame)
                context.writeAndFlush(frame.retain());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // The decoder has sent the Close frame that says why, and closes.
        }
    }

    /** Every other path. */
    private static final class NotFound extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            DefaultFullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                    HttpResponseStatus.NOT_FOUND, Unpooled.EMPTY_BUFFER);
            HttpUtil.setContentLength(answer, 0);
            context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
