using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using FerTrain.Core.Errors;
using FerTrain.Server.Inference;
using FerTrain.Vision;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace FerTrain.Server.Api;

/// <summary>
/// Answers the frames of a camera over a WebSocket: a JPEG or PNG image a message, and JSON back. One frame is worked on and one
/// waits; a newer one takes its place, so that the answers never lag behind the camera.
/// </summary>
internal sealed class FrameSocket(FaceService service, ServerOptions options, IHostApplicationLifetime lifetime) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.Limits.Cameras);

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/frames", (Delegate)Serve)
        .WithSummary("A WebSocket for the frames of a camera: each message is a JPEG or PNG image, and each answer says which frame it is of and how many were dropped.")
        .Produces<FrameAnswer>(StatusCodes.Status101SwitchingProtocols)
        .Produces<Refusal>(StatusCodes.Status400BadRequest)
        .Produces<Refusal>(StatusCodes.Status503ServiceUnavailable);

    public void Dispose() => _places.Dispose();

    private async Task Serve(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Refusal.Write(context, StatusCodes.Status400BadRequest, "This is a WebSocket.");
            return;
        }

        if (!_places.Wait(0))
        {
            await Refusal.WriteBusy(context, $"{options.Limits.Cameras} cameras are connected already.");
            return;
        }

        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await new Connection(socket, service, options).Run(context.RequestAborted, lifetime.ApplicationStopping);
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException)
        {
            // The client is gone.
        }
        finally
        {
            _places.Release();
        }
    }

    private sealed class Connection(WebSocket socket, FaceService service, ServerOptions options)
    {
        private const int BufferBytes = 16 << 10;
        private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

        private readonly FaceTracker _tracks = new(options.Smoothing);
        private readonly ExpressionNames _names = new(service.ClassNames);
        private readonly long _start = Stopwatch.GetTimestamp();
        private int _dropped;

        public async Task Run(CancellationToken gone, CancellationToken stopping)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(gone, stopping);
            var frames = Channel.CreateBounded<(int Number, byte[] Bytes)>(
                new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true },
                _ => Interlocked.Increment(ref _dropped));
            // Only where the client is gone: one that is cancelled breaks the connection without a word.
            var receiving = Receive(frames.Writer, gone);
            var answering = Answer(frames.Reader, stop.Token, gone);
            await Task.WhenAny(receiving, answering, Task.Delay(Timeout.Infinite, stop.Token));
            var end = receiving.IsCompletedSuccessfully ? receiving.Result
                : answering.IsFaulted ? WebSocketCloseStatus.InternalServerError
                : WebSocketCloseStatus.EndpointUnavailable;
            await stop.CancelAsync();
            await Say(end, receiving, answering);
            if (answering.IsFaulted) await answering;
        }

        /// <summary>Ends the connection after the last answer, and gives the client a moment to do so too.</summary>
        private async Task Say(WebSocketCloseStatus end, Task receiving, Task answering)
        {
            using var farewell = new CancellationTokenSource(Farewell);
            await answering.WaitAsync(farewell.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
            await socket.CloseOutputAsync(end, statusDescription: null, farewell.Token);
            await receiving.WaitAsync(farewell.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        /// <summary>Passes on the messages until the client ends, or does what it must not.</summary>
        private async Task<WebSocketCloseStatus> Receive(ChannelWriter<(int, byte[])> frames, CancellationToken gone)
        {
            var buffer = new byte[BufferBytes];
            for (var number = 0; ; number++)
            {
                using var frame = new MemoryStream();
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(), gone);
                    if (part.MessageType == WebSocketMessageType.Close) return WebSocketCloseStatus.NormalClosure;
                    if (part.MessageType == WebSocketMessageType.Text) return WebSocketCloseStatus.InvalidMessageType;
                    if (frame.Length + part.Count > options.Limits.FrameBytes) return WebSocketCloseStatus.MessageTooBig;
                    frame.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                await frames.WriteAsync((number, frame.ToArray()), gone);
            }
        }

        private async Task Answer(ChannelReader<(int Number, byte[] Bytes)> frames, CancellationToken stop, CancellationToken gone)
        {
            await foreach (var (number, bytes) in frames.ReadAllAsync(stop))
            {
                var answer = JsonSerializer.SerializeToUtf8Bytes(await Answer(number, bytes, stop), ServerJson.Options);
                await socket.SendAsync(answer, WebSocketMessageType.Text, endOfMessage: true, gone);
            }
        }

        private async Task<FrameAnswer> Answer(int number, byte[] bytes, CancellationToken stop)
        {
            try
            {
                var image = await service.Predict(bytes, name: null, FaceMode.Camera, stop);
                var faces = _tracks.Smooth(image.Faces, Stopwatch.GetElapsedTime(_start));
                return new(number, Volatile.Read(ref _dropped), ImageAnswer.Of(image with { Frame = number, Faces = faces, Group = service.GroupOf(faces) }, _names), Error: null);
            }
            catch (UserError error)
            {
                return new(number, Volatile.Read(ref _dropped), Image: null, new(Printable.Line(error.Message)));
            }
        }
    }
}

/// <summary>Answers a frame of a camera.</summary>
/// <param name="Frame">The number of the frame among those that were sent, from 0.</param>
/// <param name="Dropped">The frames so far that are not answered, because newer ones came.</param>
/// <param name="Image">The faces, smoothed over the frames before; null for a frame that is no image.</param>
/// <param name="Error">Says why there are none.</param>
internal sealed record FrameAnswer(int Frame, int Dropped, ImageAnswer? Image, RefusalError? Error);
