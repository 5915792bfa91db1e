using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FerTrain.Core.Config;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Server.Api;
using FerTrain.Tests.Vision;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class ServeVerbTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [FactWithCascade]
    public void It_serves_until_ctrl_c()
    {
        var serve = CommandLine.Run(["serve", "--model", run.Best, "--runs", run.Runs, "--port", "0"], isInteractive: false, cancelAt: "Ctrl-C");
        serve.Exit.ShouldBe(130, serve.Error);
        serve.Output.ShouldMatch($@"^Serving {Path.GetFileName(run.Root)}/best\.pt at http://127\.0\.0\.1:\d+/\nCtrl-C ends it\.\n$");
    }

    [Theory]
    [InlineData(null, TestTimeAugmentation.Flip)]
    [InlineData(TestTimeAugmentation.TenCrop, TestTimeAugmentation.TenCrop)]
    public void The_score_of_a_run_says_over_which_views_it_is(TestTimeAugmentation? recorded, TestTimeAugmentation said)
    {
        var score = JsonFile.Read<RunSummary>(Path.Combine(run.Root, "summary.json")).Test;
        score.Tta.ShouldBe(TestTimeAugmentation.None);
        ServedScore.Of(score with { Tta = recorded }, new RunConfig { Eval = new EvalConfig { Tta = TestTimeAugmentation.Flip } })!.Tta.ShouldBe(said);
    }

    [FactWithCascade]
    public void Where_others_can_ask_the_url_has_the_token()
    {
        var serve = CommandLine.Run(["serve", "--runs", run.Runs, "--host", "0.0.0.0", "--port", "0"], isInteractive: false, cancelAt: "Ctrl-C");
        serve.Exit.ShouldBe(130, serve.Error);
        serve.Output.ShouldMatch(@"at http://127\.0\.0\.1:\d+/\?token=[\w-]{43}\nWhoever has this URL may ask\.");
    }

    [FactWithCascade]
    public void A_port_that_is_taken_and_an_address_that_is_not_here_are_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        Refused("--port", port).ShouldBe($"Port {port} of 127.0.0.1 cannot be listened at: Address already in use. Expected: --port N of a free one, or 0 for any.");
        Refused("--host", "192.0.2.1", "--port", "0").ShouldStartWith("Port 0 of 192.0.2.1 cannot be listened at: ");
    }

    [Fact]
    public void Values_that_are_not_accepted_are_named()
    {
        Refused("--port", "65536").ShouldBe("--port is 65536. Expected: 0 to 65535.");
        Refused("--host", "example.org").ShouldStartWith("--host is 'example.org'. Expected: localhost, or an address of this machine");
        Refused("--smooth", "61").ShouldBe("--smooth is 61. Expected: 0 to 60 seconds.");
        Refused("--max-megapixels", "0").ShouldBe("--max-megapixels is 0. Expected: 1 or more.");
        Refused("--max-megabytes", "1025").ShouldBe("--max-megabytes is 1025. Expected: 1 to 1024.");
        Refused("--max-requests", "0").ShouldBe("--max-requests is 0. Expected: 1 or more.");
    }

    private string Refused(params string[] more)
    {
        var serve = CommandLine.Run(["serve", "--model", run.Best, "--runs", run.Runs, .. more]);
        (serve.Exit, serve.Output).ShouldBe((2, ""));
        return serve.Error.Split('\n').Single(line => line.StartsWith("fertrain: ", StringComparison.Ordinal))["fertrain: ".Length..];
    }
}
