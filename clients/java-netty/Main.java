import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tare.ClientMain;
import tare.Contender;

/** Netty's WebSocket client, as its example: HTTP codec, aggregator, WebSocketClientProtocolHandler, a handler. */
public final class Main implements ClientMain.Client {
    private EventLoopGroup group;

    public static void main(String[] words) throws Exception {
        ClientMain.run(words, new Main());
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
    public void start(String variant) {
        group = Transport.valueOf(variant).newGroup();
    }

    @Override
    public ClientMain.Connection open(String variant, URI url, String caFile) throws Exception {
        Transport transport = Transport.valueOf(variant);
        SslContext tls = caFile == null ? null : SslContextBuilder.forClient().trustManager(new File(caFile))
                .protocols("TLSv1.3").endpointIdentificationAlgorithm("HTTPS").build();
        Handler handler = new Handler();
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder().webSocketUri(url)
                .maxFramePayloadLength(Contender.MAX_MESSAGE_BYTES).handshakeTimeoutMillis(5000)
                .sendCloseFrame(null).build();
        Channel channel = new Bootstrap().group(group).channel(transport.client)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (tls != null)
                            channel.pipeline().addLast(tls.newHandler(channel.alloc(), url.getHost(), url.getPort()));
                        channel.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(65536),
                                new WebSocketClientProtocolHandler(config),
                                new WebSocketFrameAggregator(Contender.MAX_MESSAGE_BYTES), handler);
                    }
                }).connect(url.getHost(), url.getPort()).sync().channel();
        handler.opened.sync();
        return new Connection(channel, handler);
    }

    private record Connection(Channel channel, Handler handler) implements ClientMain.Connection {
        @Override
        public void listen(ClientMain.Listener listener) {
            handler.listener = listener;
        }

        @Override
        public void execute(Runnable task) {
            channel.eventLoop().execute(() -> {
                if (!channel.isActive() && handler.listener != null) handler.listener.onLoss("the connection was closed");
                else task.run();
            });
        }

        @Override
        public void send(byte[] bytes, boolean isText) {
            ByteBuf content = Unpooled.wrappedBuffer(bytes); // copied when it is masked
            channel.writeAndFlush(isText ? new TextWebSocketFrame(content) : new BinaryWebSocketFrame(content),
                    channel.voidPromise());
        }

        @Override
        public void close() {
            channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
            // The server answers and ends the connection; one that does not is left.
            if (!channel.closeFuture().awaitUninterruptibly(1, TimeUnit.SECONDS)) channel.close().awaitUninterruptibly();
        }
    }

    private static final class Handler extends SimpleChannelInboundHandler<WebSocketFrame> {
        volatile ClientMain.Listener listener;
        ChannelPromise opened;
        private String why = "the connection was closed";

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            opened = context.newPromise();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) opened.trySuccess();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            ClientMain.Listener to = listener;
            boolean isText = frame instanceof TextWebSocketFrame;
            if (to != null && (isText || frame instanceof BinaryWebSocketFrame))
                to.onMessage(new Answer(frame.content()), isText);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            opened.tryFailure(cause);
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            opened.tryFailure(new IllegalStateException(why));
            if (listener != null) listener.onLoss(why);
        }
    }

    private record Answer(ByteBuf content) implements ClientMain.Answer {
        @Override
        public int length() {
            return content.readableBytes();
        }

        @Override
        public void copy(byte[] to, int bytes) {
            content.getBytes(content.readerIndex(), to, 0, bytes);
        }
    }
}
