using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain data synth PATH</c></summary>
internal static class DataSynthVerb
{
    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "The file to write, compressed if the name ends in .gz." };
        var count = new Option<int>("--count") { Description = "Number of faces.", DefaultValueFactory = _ => new DataConfig().SyntheticCount };
        var seed = new Option<long>("--seed") { Description = "Seed of the faces; another seed generates other faces.", DefaultValueFactory = _ => 0 };
        var force = DataOptions.Force();
        var verb = new Verb("synth", "Generate faces of seven expressions in FER2013's format, 80 % Training, 10 % PublicTest, 10 % PrivateTest.",
            "fertrain data synth faces.csv",
            "fertrain data synth faces.csv.gz --count 700 --seed 1 --force") { path, count, seed, force };
        verb.SetAction((parse, cancel) =>
        {
            var (file, faces) = (parse.GetRequiredValue(path), parse.GetValue(count));
            if (faces is not (>= 1 and <= DataConfig.MostDrawn))
                throw new UserError($"--count is {faces}. Expected: 1 to {DataConfig.MostDrawn}.");
            var generated = Interruptible.Run(() => SyntheticFaces.Generate(faces, parse.GetValue(seed)), cancel);
            FaceCsvWriter.Write(file, generated, Enumerable.Range(0, faces), parse.GetValue(force), cancel);
            parse.InvocationConfiguration.Output.WritePrintable($"{Counted.Of(faces, "face")} → {file}");
            return Task.FromResult(0);
        });
        return verb;
    }
}
