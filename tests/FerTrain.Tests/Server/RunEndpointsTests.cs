using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FerTrain.Core.Comparison;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Server;
using FerTrain.Tests.Comparison;
using FerTrain.Tests.Vision;
using Microsoft.AspNetCore.Routing;

namespace FerTrain.Tests.Server;

[Collection(TestCollections.Libtorch)]
public sealed class RunEndpointsTests : IDisposable
{
    private const string First = "20261121_120000_first", Second = "20261122_120000_second";

    private readonly TempFolder _folder = new();

    private string Runs => _folder["runs"];

    private ServerOptions Options => new() { Runs = Runs };

    public void Dispose() => _folder.Dispose();

    [FactWithCascade]
    public async Task Runs_are_listed_the_newest_first_and_described()
    {
        WriteTwo();
        await using var served = await ServedFaces.Start(Options);
        var (_, list) = await served.Get("/api/runs");
        list.GetProperty("runs").EnumerateArray().Select(run => (run.GetProperty("name").GetString(), run.GetProperty("state").GetString()))
            .ShouldBe([(Second, "finished"), (First, "finished")]);
        var (status, run) = await served.Get($"/api/runs/{First}");
        status.ShouldBe(200);
        run.GetProperty("overview").GetProperty("test").GetProperty("samples").GetInt32().ShouldBe(70);
        run.GetProperty("files").EnumerateArray().Select(file => file.GetString()).ShouldContain("metrics.csv");
        var (missing, refusal) = await served.Get("/api/runs/nothing");
        (missing, refusal.GetProperty("error").GetProperty("message").GetString()).ShouldBe((404, "There is no such run."));
    }

    [FactWithCascade]
    public async Task A_folder_that_is_not_there_yet_has_no_runs()
    {
        await using var served = await ServedFaces.Start(Options);
        var (status, list) = await served.Get("/api/runs");
        (status, list.GetProperty("runs").GetArrayLength()).ShouldBe((200, 0));
        (await served.Get("/api/runs/any")).Status.ShouldBe(404);
    }

    [FactWithCascade]
    public async Task Nothing_outside_the_folder_and_no_checkpoint_is_sent()
    {
        WriteTwo();
        _folder.Write("secret.txt", "secret");
        File.WriteAllText(Path.Combine(Runs, First, "checkpoints", "best.pt"), "weights");
        File.WriteAllText(Path.Combine(Runs, First, "report.html"), "<script>alert(1)</script>");
        await using var served = await ServedFaces.Start(Options);

        using var report = await served.Client.GetAsync($"/runs/{First}/files/report.html");
        report.StatusCode.ShouldBe(HttpStatusCode.OK);
        report.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldEndWith("; sandbox");
        (await Status(served, $"/runs/{First}/files/config.yaml")).ShouldBe(200);
        string[] others =
        [
            $"/runs/{First}/files/checkpoints/best.pt", $"/runs/{First}/files/../../secret.txt", $"/runs/{First}/files/..%2F..%2Fsecret.txt",
            $"/runs/{First}/files/%2e%2e/%2e%2e/secret.txt", $"/runs/{First}/files/..%5C..%5Csecret.txt", $"/runs/..%2F/files/secret.txt", $"/runs/%2e%2e/files/secret.txt",
            $"/runs/{First}/files/{Uri.EscapeDataString(_folder["secret.txt"])}", $"/runs/{First}/files//etc/passwd", $"/runs/{First}/files/config.yaml%00.html",
        ];
        foreach (var path in others)
        {
            using var answer = await Ask(served, path);
            if (answer.IsSuccessStatusCode) answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html", path); // the page of a run of that name, which says that there is none
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("weights", Case.Sensitive, path);
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("secret", Case.Sensitive, path);
        }

        served.Bugs.ShouldBeEmpty();
    }

    [FactWithCascade]
    public async Task A_run_with_a_link_in_it_is_left_out()
    {
        WriteTwo();
        var secret = _folder.Write("secret.txt", "secret");
        File.CreateSymbolicLink(Path.Combine(Runs, First, "secret.txt"), secret);
        Directory.CreateDirectory(_folder["elsewhere"]);
        var outside = new RunOnDisk { Name = "20261123_120000_outside" }.WriteTo(_folder["elsewhere"]);
        Directory.CreateSymbolicLink(Path.Combine(Runs, "20261123_120000_outside"), outside.Root);
        await using var served = await ServedFaces.Start(Options);

        var (_, list) = await served.Get("/api/runs");
        list.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("name").GetString()).ShouldBe([Second]);
        list.GetProperty("left_out").EnumerateArray().Select(name => name.GetString()).ShouldBe(["20261123_120000_outside", First]);
        foreach (var path in (string[])[$"/runs/{First}/files/secret.txt", $"/runs/{First}/files/config.yaml", "/runs/20261123_120000_outside/files/config.yaml", $"/api/runs/{First}", $"/api/runs/{First}/events"])
            (await Status(served, path)).ShouldBe(404);
    }

    [FactWithCascade]
    public async Task A_run_that_trains_is_followed_until_it_ends()
    {
        var run = new RunOnDisk { Name = First, Finished = false, Epochs = 1 }.WriteTo(Runs);
        var first = new MetricsLog(run.Metrics).Read();
        var claim = run.Claim();
        await using var served = await ServedFaces.Start(Options);
        await using var events = await served.Client.GetStreamAsync($"/api/runs/{First}/events");
        using var reader = new StreamReader(events);

        var (state, epochs) = await Next(reader);
        (state, epochs).ShouldBe(("training", 1));
        new MetricsLog(run.Metrics).Write([.. first, first[0] with { Epoch = 2 }]);
        (await Next(reader)).ShouldBe(("training", 2));
        claim.Dispose();
        (await Next(reader)).ShouldBe(("failed", 2));
        (await reader.ReadToEndAsync()).Trim().ShouldBe("");
    }

    [FactWithCascade]
    public async Task Runs_are_compared_as_the_verb_compare_does()
    {
        WriteTwo();
        await using var served = await ServedFaces.Start(Options);
        var (status, json) = await served.Get($"/api/compare?run={First}&run={Second}");
        status.ShouldBe(200);
        var expected = JsonFile.Line(RunComparison.Of([RunRecord.Read(RunFinder.Find(First, Runs)), RunRecord.Read(RunFinder.Find(Second, Runs))]));
        JsonSerializer.Serialize(json, JsonFile.Options).ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal)
            .ShouldBe(expected.Replace(" ", "", StringComparison.Ordinal));

        using var page = await served.Client.GetAsync($"/compare?run={First}&run={Second}");
        page.Content.Headers.ContentType.ShouldBe(new MediaTypeHeaderValue("text/html") { CharSet = "utf-8" });
        (await page.Content.ReadAsStringAsync()).ShouldContain("McNemar");
        (await Status(served, "/api/compare")).ShouldBe(400);
        (await Status(served, $"/api/compare?run={First}&run={First}")).ShouldBe(400);
        (await Status(served, "/compare?run=nothing")).ShouldBe(404);
    }

    [FactWithCascade]
    public async Task The_description_of_the_API_lists_each_of_its_routes()
    {
        await using var served = await ServedFaces.Start(Options);
        var (_, document) = await served.Get("/openapi.json");
        document.GetProperty("info").GetProperty("title").GetString().ShouldBe("FerTrain");
        var described = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToArray();
        described.ShouldBe(["/api/predict", "/api/frames", "/api/model", "/healthz", "/api/runs", "/api/runs/{name}", "/api/runs/{name}/events", "/api/compare"], ignoreOrder: true);
        served.Server.Endpoints.OfType<RouteEndpoint>().Select(route => route.RoutePattern.RawText!).Where(route => route.StartsWith("/api/", StringComparison.Ordinal))
            .Except(described).ShouldBeEmpty();
        var predict = document.GetProperty("paths").GetProperty("/api/predict").GetProperty("post");
        predict.GetProperty("requestBody").GetProperty("content").EnumerateObject().Select(type => type.Name).ShouldBe(["image/jpeg", "image/png", "multipart/form-data", "*/*"]);
        predict.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).ShouldBe(["200", "400", "413", "503"]);
    }

    private void WriteTwo()
    {
        new RunOnDisk { Name = First }.WriteTo(Runs);
        new RunOnDisk { Name = Second, Wrong = face => face % 2 == 0, Overrides = ["train.batch_size=32"] }.WriteTo(Runs);
    }

    private static async Task<int> Status(ServedFaces served, string path)
    {
        using var answer = await Ask(served, path);
        return (int)answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> Ask(ServedFaces served, string path)
    {
        // A URI of its own, which does not tidy the path.
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{served.Client.BaseAddress!.AbsoluteUri.TrimEnd('/')}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        return await served.Client.SendAsync(request);
    }

    private static async Task<(string? State, int Epochs)> Next(StreamReader events)
    {
        (await events.ReadLineAsync()).ShouldBe("event: progress");
        using var json = JsonDocument.Parse((await events.ReadLineAsync())!["data: ".Length..]);
        (await events.ReadLineAsync()).ShouldBe("");
        return (json.RootElement.GetProperty("state").GetString(), json.RootElement.GetProperty("epochs").GetArrayLength());
    }
}
