using System.CommandLine;
using FerTrain.Core.Errors;

namespace FerTrain.Cli.Rendering;

/// <summary>What a person sees who calls the program without a word: where to begin, and every verb in half a line.</summary>
internal static class Overview
{
    private static readonly (string Arguments, string Meaning)[] Beginnings =
    [
        ("train", "train on drawn faces: nothing to download, a few minutes"),
        ("train --data fer2013.csv", "train on FER2013, or on a folder with a folder a class"),
        ("predict PHOTO.jpg", "label the faces in a picture with the newest run"),
        ("live", "label the faces in front of a camera"),
        ("runs list", "list what was trained"),
        ("doctor", "see what this machine has and what it lacks"),
    ];

    public static void Write(TextWriter output, Command root)
    {
        output.WriteLine("FerTrain trains facial-expression models end to end.");
        output.WriteLine();
        TextTable.Write(output, [.. Beginnings.Select(line => new[] { $"  {ProgramCommand.Of(line.Arguments)}", line.Meaning })], alignment: "ll");
        output.WriteLine();
        output.WriteLine($"Verbs: {string.Join(", ", root.Subcommands.Select(verb => verb.Name))}.");
        output.WriteLine($"{ProgramCommand.Of("help")} says what each is for, and {ProgramCommand.Of("help train")} explains one.");
    }
}
