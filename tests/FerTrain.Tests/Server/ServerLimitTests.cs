using System.Net.Sockets;
using System.Text;
using FerTrain.Server;
using FerTrain.Tests.Vision;

namespace FerTrain.Tests.Server;

[Collection(TestCollections.Libtorch)]
public sealed class ServerLimitTests
{
    private const string Continue = "HTTP/1.1 100 Continue\r\n\r\n";

    private static readonly ServerLimits OneAtATime = new() { Requests = 1, Waiting = 1, Time = TimeSpan.FromMinutes(5), SlowStart = TimeSpan.FromMinutes(5) };

    [FactWithCascade]
    public async Task A_full_queue_answers_503_with_the_time_to_come_again_and_works_off_what_waits()
    {
        await using var served = await ServedFaces.Start(new ServerOptions { Limits = OneAtATime });
        var image = ServedFaces.Grey(100);
        using var slow = await Begin(served, image.Length); // it has the only place now
        var requests = Enumerable.Range(0, 4).Select(_ => Post(served, image)).ToList(); // one of them waits

        while (requests.Count > 1)
        {
            var first = await Task.WhenAny(requests);
            requests.Remove(first);
            using var refused = await first;
            ((int)refused.StatusCode).ShouldBe(503);
            refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
            ServedFaces.Message(await ServedFaces.Json(refused)).ShouldBe("The server is busy. Expected: another try later.");
        }

        (await served.Get("/healthz")).Status.ShouldBe(200);
        await slow.GetStream().WriteAsync(image);
        (await FirstLine(slow)).ShouldBe("HTTP/1.1 200 OK");
        using var waited = await requests[0];
        ((int)waited.StatusCode).ShouldBe(200);
    }

    [FactWithCascade]
    public async Task A_body_that_comes_too_slowly_is_408()
    {
        await using var served = await ServedFaces.Start(new ServerOptions { Limits = OneAtATime with { SlowStart = TimeSpan.FromSeconds(2) } });
        using var slow = await Begin(served, 1000);
        (await FirstLine(slow)).ShouldBe("HTTP/1.1 408 Request Timeout");
        (await served.Post(ServedFaces.Grey(1))).Status.ShouldBe(200);
        served.Bugs.ShouldBeEmpty();
    }

    [FactWithCascade]
    public async Task An_aborted_request_gives_its_place_back()
    {
        await using var served = await ServedFaces.Start(new ServerOptions { Limits = OneAtATime });
        (await Begin(served, 1000)).Dispose();
        (await served.Post(ServedFaces.Grey(1))).Status.ShouldBe(200);
        served.Bugs.ShouldBeEmpty();
    }

    [FactWithCascade]
    public async Task A_request_that_takes_too_long_is_503_also_where_it_only_waited()
    {
        await using var served = await ServedFaces.Start(new ServerOptions { Limits = OneAtATime with { Time = TimeSpan.FromSeconds(2) } });
        using var slow = await Begin(served, 1000);
        using var waiting = Send(served, 1000);
        (await FirstLine(slow)).ShouldBe("HTTP/1.1 503 Service Unavailable");
        var head = await Head(waiting);
        head[0].ShouldBe("HTTP/1.1 503 Service Unavailable");
        head.ShouldNotContain(line => line.StartsWith("Retry-After", StringComparison.Ordinal)); // the same request would take too long again
        served.Bugs.ShouldBeEmpty();
    }

    [FactWithCascade]
    public async Task What_was_asked_before_the_end_is_answered()
    {
        var served = await ServedFaces.Start();
        await using (served)
        {
            var image = ServedFaces.Grey(100);
            using var slow = await Begin(served, image.Length);
            var stop = served.Server.Stop();
            await slow.GetStream().WriteAsync(image);
            (await FirstLine(slow)).ShouldBe("HTTP/1.1 200 OK");
            await stop;
        }
    }

    /// <summary>Sends the head of a request, and nothing of its body, until the server reads that.</summary>
    private static async Task<TcpClient> Begin(ServedFaces served, int length)
    {
        var client = Send(served, length, "Expect: 100-continue\r\n");
        var answer = new byte[Continue.Length];
        await client.GetStream().ReadExactlyAsync(answer);
        Encoding.ASCII.GetString(answer).ShouldBe(Continue);
        return client;
    }

    private static TcpClient Send(ServedFaces served, int length, string headers = "")
    {
        var client = new TcpClient("127.0.0.1", served.Server.Port);
        client.GetStream().Write(Encoding.ASCII.GetBytes(
            $"POST /api/predict?faces=whole HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Content-Length: {length}\r\n\r\n"));
        return client;
    }

    private static async Task<HttpResponseMessage> Post(ServedFaces served, byte[] image)
    {
        using var body = new ByteArrayContent(image);
        return await served.Client.PostAsync("/api/predict", body);
    }

    private static async Task<string> FirstLine(TcpClient client) => (await Head(client))[0];

    private static async Task<IReadOnlyList<string>> Head(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
        List<string> lines = [];
        while (await reader.ReadLineAsync() is { Length: > 0 } line) lines.Add(line);
        return lines;
    }
}
