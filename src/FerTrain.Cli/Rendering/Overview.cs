using System.CommandLine;
using FerTrain.Core.Errors;

namespace FerTrain.Cli.Rendering;

/// <summary>What a person sees who calls the program without a word: where to begin, and every verb in half a line.</summary>
internal static class Overview
{
    private static readonly (string Arguments, string Meaning)[] Beginnings =
    [
        ("train", "train on synthetic faces, without a download"),
        ("train --data fer2013.csv", "train on FER2013 or a folder of images"),
        ("predict PHOTO.jpg", "label the faces in a picture"),
        ("live", "label the faces in front of a camera"),
        ("runs list", "list what was trained"),
        ("doctor", "see what this machine lacks"),
    ];

    public static void Write(TextWriter output, Command root)
    {
        output.WriteLine("FerTrain trains facial-expression models end to end.");
        output.WriteLine();
        TextTable.Write(output, [.. Beginnings.Select(line => new[] { $"  {ProgramCommand.Of(line.Arguments)}", line.Meaning })], alignment: "ll");
        output.WriteLine();
        foreach (var line in WrappedText.Lines($"Verbs: {string.Join(", ", root.Subcommands.Select(verb => verb.Name))}.", WrappedText.Width))
            output.WriteLine(line);
        output.WriteLine();
        output.WriteLine($"{ProgramCommand.Of("help")} says what each is for, {ProgramCommand.Of("help train")} explains one.");
    }
}
