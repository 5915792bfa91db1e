using System.Text.Json;
using FerTrain.Cli;
using FerTrain.Tests.Training;

namespace FerTrain.Tests.Cli;

/// <summary>The program as a function: arguments in; exit code, standard output and standard error out.</summary>
internal sealed record CommandLine(int Exit, string Output, string Error)
{
    /// <summary>Overrides that make a run of a second: 56 training faces in 2 batches.</summary>
    public static readonly string[] Quick = ["data.synthetic_count=70", "train.epochs=1", "train.batch_size=32"];

    static CommandLine() => OneThread.Use();

    public static CommandLine Run(params string[] arguments) => Run(arguments, isInteractive: false);

    /// <summary>Runs a command that must succeed.</summary>
    public static CommandLine Succeed(params string[] arguments)
    {
        var run = Run(arguments);
        run.Exit.ShouldBe(0, run.Error);
        return run;
    }

    /// <summary>Reads the output of a command that must succeed.</summary>
    public static JsonElement Json(params string[] arguments)
    {
        using var json = JsonDocument.Parse(Succeed(arguments).Output);
        return json.RootElement.Clone();
    }

    /// <summary>Ctrl-C came before the verb did anything.</summary>
    public static CommandLine RunCancelled(params string[] arguments) => Run(arguments, isInteractive: false, cancelAt: "");

    public static CommandLine Run(string[] arguments, bool isInteractive, string? cancelAt = null)
    {
        using var cancel = new CancellationTokenSource();
        if (cancelAt == "") cancel.Cancel();
        using var output = new Watched(cancelAt, cancel);
        using var error = new StringWriter { NewLine = "\n" };
        var exit = App.Run(arguments, new Terminal(output, error, isInteractive, isInteractive ? 200 : 0), cancel.Token);
        return new(exit, output.ToString(), error.ToString());
    }

    /// <summary>Cancels when a text is written, as a person would who reads along.</summary>
    private sealed class Watched : StringWriter
    {
        private readonly string? _text;
        private readonly CancellationTokenSource _cancel;

        public Watched(string? text, CancellationTokenSource cancel)
        {
            (_text, _cancel) = (text, cancel);
            NewLine = "\n";
        }

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (_text is not null && value!.Contains(_text, StringComparison.Ordinal)) _cancel.Cancel();
        }
    }
}
