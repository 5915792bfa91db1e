using System.CommandLine;
using System.Net;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Errors;
using FerTrain.Server;
using FerTrain.Server.Api;
using FerTrain.Server.Inference;
using FerTrain.Training;
using FerTrain.Vision;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain serve [--checkpoint best.pt] [--port 8080] [--host ADDRESS]</c></summary>
internal static class ServeVerb
{
    private const int LargestPort = 65535;
    private const int LargestBody = 1024; // megabytes

    public static Command Create(Terminal terminal)
    {
        var checkpoint = SharedOptions.Checkpoint("A checkpoint, an exported .onnx file");
        checkpoint.Aliases.Add("--model");
        var defaults = new ServerOptions();
        var limits = defaults.Limits;
        var port = new Option<int>("--port") { Description = "The port; 0 for any that is free.", DefaultValueFactory = _ => defaults.Port };
        var host = new Option<string>("--host")
        {
            Description = "The address of this machine to listen at, 0.0.0.0 for all. Any but a loopback address asks for a token, which the printed URL has.",
            DefaultValueFactory = _ => $"{defaults.Address}",
        };
        var smooth = new Option<double>("--smooth")
        {
            Description = "Smooth the probabilities of each face of a camera over this many seconds; 0 turns it off.",
            DefaultValueFactory = _ => defaults.Smoothing,
        };
        var megapixels = new Option<int>("--max-megapixels") { Description = "Refuse images of more megapixels.", DefaultValueFactory = _ => limits.Megapixels };
        var megabytes = new Option<int>("--max-megabytes") { Description = "Refuse requests of more megabytes.", DefaultValueFactory = _ => limits.BodyBytes >> 20 };
        var requests = new Option<int>("--max-requests")
        {
            Description = "Requests with images that are answered at the same time; four times as many wait, and further ones get 503.",
            DefaultValueFactory = _ => limits.Requests,
        };
        var detector = new DetectorOptions(new DetectionOptions());
        var (runs, device) = (SharedOptions.Runs(), SharedOptions.Device());
        var verb = new Verb("serve", "Show a web page that labels the faces of a camera and of photographs, an API for them, and the runs.",
            "fertrain serve",
            "fertrain serve --checkpoint face.onnx --port 9000")
        { checkpoint, port, host, runs, device, smooth, megapixels, megabytes, requests };
        foreach (var option in detector.Files)
            verb.Options.Add(option);
        verb.SetAction((parse, cancel) =>
        {
            var options = new ServerOptions
            {
                Address = AddressOf(parse.GetValue(host)!),
                Port = parse.GetValue(port) is >= 0 and <= LargestPort and var asked
                    ? asked
                    : throw new UserError($"--port is {parse.GetValue(port)}. Expected: 0 to {LargestPort}."),
                Runs = parse.GetValue(runs)!,
                Smoothing = SharedOptions.SmoothingOf(parse, smooth),
                Limits = limits with
                {
                    Megapixels = AtLeastOne(parse, megapixels),
                    BodyBytes = AtLeastOne(parse, megabytes, LargestBody) << 20,
                    Requests = AtLeastOne(parse, requests),
                    Waiting = 4 * AtLeastOne(parse, requests, int.MaxValue / 4),
                },
            };
            var model = ChosenCheckpoint.Read(parse.GetValue(checkpoint), options.Runs, terminal);
            var on = ChosenCheckpoint.Device(parse.GetValue(device)!, [model]);
            ChosenCheckpoint.Warn(terminal, model);
            var served = ServedModel.Of(
                model,
                model is Checkpoint own ? ServedScore.Of(ChosenCheckpoint.Score(own), own.Config) : ServedScore.OfExport(model.Path),
                options.Limits);
            return Serve(
                options,
                () => new FaceService(new FaceClassifier(model, on), search => detector.CreateDetector(parse, search), options.Limits.Megapixels),
                served, terminal, cancel);
        });
        return verb;
    }

    private static async Task<int> Serve(ServerOptions options, Func<FaceService> load, ServedModel model, Terminal terminal, CancellationToken cancel)
    {
        using var service = load();
        await using var server = await WebServer.Start(options, service, model, terminal.Fail);
        terminal.Output.WritePrintable($"Serving {model.Name} at {UrlOf(options.Address, server)}");
        if (server.Token is not null) terminal.Output.WriteLine("Whoever has this URL may ask. Elsewhere, this machine's name or address takes the place of the one in it.");
        terminal.Output.WriteLine("Ctrl-C ends it.");
        await Task.Delay(Timeout.Infinite, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.Stop();
        throw new OperationCanceledException(cancel);
    }

    private static string UrlOf(IPAddress address, WebServer server)
    {
        var shown = address.Equals(IPAddress.Any) ? IPAddress.Loopback : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address;
        return $"http://{new IPEndPoint(shown, server.Port)}/{(server.Token is { } token ? $"?token={token}" : "")}";
    }

    private static IPAddress AddressOf(string host) => host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) ? address
        : throw new UserError($"--host is '{host}'. Expected: localhost, or an address of this machine such as 192.168.1.10, or 0.0.0.0 for all of them.");

    private static int AtLeastOne(ParseResult parse, Option<int> option, int most = int.MaxValue) => parse.GetValue(option) is >= 1 and var value && value <= most
        ? value
        : throw new UserError($"{option.Name} is {parse.GetValue(option)}. Expected: 1 {(most == int.MaxValue ? "or more" : $"to {most}")}.");
}
