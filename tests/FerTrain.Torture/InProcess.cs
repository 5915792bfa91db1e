using FerTrain.Cli;
using FerTrain.Core.Errors;

namespace FerTrain.Torture;

/// <summary>What reading a file came to: the exit code of the program, its result, and what it wrote to standard error.</summary>
internal sealed record Reading(int Exit, string Result, string Error);

/// <summary>Runs verbs, and parts of them, in this process.</summary>
internal static class InProcess
{
    public static Reading Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exit = App.Run(arguments, new Terminal(output, error, IsInteractive: false, Width: 0), CancellationToken.None);
        return new(exit, output.ToString(), error.ToString());
    }

    public static void Succeed(params string[] arguments)
    {
        var reading = Run(arguments);
        if (reading.Exit != 0) throw new InvalidOperationException($"{string.Join(' ', arguments)}: {reading.Error}");
    }

    /// <summary>Runs what a verb does first, and treats its errors as the program does: a verb that trains would take seconds.</summary>
    public static Reading Try(Func<string> read)
    {
        try
        {
            return new(0, read(), "");
        }
        catch (UserError mistake)
        {
            return new(App.UserMistake, "", $"fertrain: {Printable.Text(mistake.Message)}\n");
        }
        catch (Exception bug)
        {
            return new(1, "", bug.ToString());
        }
    }
}
