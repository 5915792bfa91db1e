using System.Net.WebSockets;
using System.Text.Json;
using FerTrain.Server;
using FerTrain.Tests.Vision;

namespace FerTrain.Tests.Server;

[Collection(TestCollections.Libtorch)]
public sealed class FrameSocketTests
{
    private static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token; // of each answer

    [FactWithCascade]
    public async Task Each_frame_is_answered_or_dropped_for_a_newer_one()
    {
        const int Frames = 30;
        await using var served = await ServedFaces.Start();
        using var socket = await Connect(served);
        using var scene = Scene.WithFaces();
        var frame = ServedFaces.Png(scene);
        for (var i = 0; i < Frames; i++) await socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, Patience);

        List<JsonElement> answers = [];
        do answers.Add(await Receive(socket));
        while (answers[^1].GetProperty("frame").GetInt32() < Frames - 1);

        answers.Select(answer => answer.GetProperty("frame").GetInt32()).ShouldBeInOrder();
        answers[^1].GetProperty("dropped").GetInt32().ShouldBe(Frames - answers.Count);
        var image = answers[^1].GetProperty("image");
        image.GetProperty("faces").EnumerateArray().ShouldHaveSingleItem();
        image.GetProperty("frame").GetInt32().ShouldBe(Frames - 1);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Patience);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [FactWithCascade]
    public async Task A_face_that_changes_is_steadied()
    {
        await using var served = await ServedFaces.Start(new ServerOptions { Smoothing = 60 });
        using var socket = await Connect(served);
        using var scene = Scene.WithFaces();
        var before = await Ask(socket, ServedFaces.Png(scene));
        using var darker = (scene * 0.5).ToMat();
        var after = await Ask(socket, ServedFaces.Png(darker));
        var unsteadied = (await served.Post(ServedFaces.Png(darker), "/api/predict?faces=camera")).Json.GetProperty("images")[0];
        Angry(unsteadied).ShouldBeLessThan(0.7 * Angry(before));
        Angry(after).ShouldBeGreaterThan(0.95 * Angry(before));
    }

    [FactWithCascade]
    public async Task A_broken_frame_is_named_and_what_no_camera_sends_ends_the_connection()
    {
        await using var served = await ServedFaces.Start(new ServerOptions { Limits = new() { FrameBytes = 100_000 } });
        using (var socket = await Connect(served))
        {
            await socket.SendAsync(new byte[100], WebSocketMessageType.Binary, endOfMessage: true, Patience);
            ServedFaces.Message(await Receive(socket)).ShouldBe("The image is neither JPEG nor PNG.");
            await Ask(socket, ServedFaces.Grey(1));
            (await EndAfter(socket, new byte[100_001], WebSocketMessageType.Binary)).ShouldBe(WebSocketCloseStatus.MessageTooBig);
        }

        using var text = await Connect(served);
        (await EndAfter(text, "hello"u8.ToArray(), WebSocketMessageType.Text)).ShouldBe(WebSocketCloseStatus.InvalidMessageType);
        served.Bugs.ShouldBeEmpty();
    }

    [FactWithCascade]
    public async Task Only_so_many_cameras_connect_and_none_from_the_page_of_another_site()
    {
        await using var served = await ServedFaces.Start(new ServerOptions { Limits = new() { Cameras = 1 } });
        (await Refused(served, "http://evil.example")).ShouldContain("403");
        (await Refused(served, "null")).ShouldContain("403");
        (await Refused(served, $"http://127.0.0.1:{served.Server.Port + 1}")).ShouldContain("403");
        using (await Connect(served, $"http://127.0.0.1:{served.Server.Port}"))
            (await Refused(served)).ShouldContain("503");
        (await served.Get("/api/frames")).Status.ShouldBe(400);
    }

    [FactWithCascade]
    public async Task The_end_of_the_server_is_told_to_the_camera()
    {
        await using var served = await ServedFaces.Start();
        using var socket = await Connect(served);
        var stop = served.Server.Stop();
        (await socket.ReceiveAsync(new byte[100], Patience)).MessageType.ShouldBe(WebSocketMessageType.Close);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
        await stop;
    }

    private static double Angry(JsonElement image) => image.GetProperty("faces")[0].GetProperty("probabilities").GetProperty("angry").GetDouble();

    private static async Task<ClientWebSocket> Connect(ServedFaces served, string? origin = null)
    {
        var socket = new ClientWebSocket();
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{served.Server.Port}/api/frames"), Patience);
        return socket;
    }

    private static async Task<string> Refused(ServedFaces served, string? origin = null) =>
        (await Should.ThrowAsync<WebSocketException>(async () => (await Connect(served, origin)).Dispose())).Message;

    private static async Task<JsonElement> Ask(ClientWebSocket socket, byte[] frame)
    {
        await socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, Patience);
        return (await Receive(socket)).GetProperty("image");
    }

    private static async Task<JsonElement> Receive(ClientWebSocket socket)
    {
        var buffer = new byte[64 << 10];
        var received = await socket.ReceiveAsync(buffer, Patience);
        using var json = JsonDocument.Parse(buffer.AsMemory(0, received.Count));
        return json.RootElement.Clone();
    }

    private static async Task<WebSocketCloseStatus?> EndAfter(ClientWebSocket socket, byte[] message, WebSocketMessageType type)
    {
        await socket.SendAsync(message, type, endOfMessage: true, Patience);
        await socket.ReceiveAsync(new byte[100], Patience);
        return socket.CloseStatus;
    }
}
