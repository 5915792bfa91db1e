using System.CommandLine;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain config [--config FILE] [key=value …] [--out FILE]</c></summary>
internal static class ConfigVerb
{
    public static Command Create()
    {
        var overrides = new Argument<string[]>("key=value") { Description = "Keys of the config, e.g. optimizer.lr=0.01.", Arity = ArgumentArity.ZeroOrMore };
        var config = new Option<string?>("--config") { Description = "A file, or a name in configs/; the defaults without it." };
        var target = new Option<string?>("--out") { Description = "A new file to write; standard output without it." };
        var verb = new Verb("config", "Print every key of a config with its value, type, range and meaning.",
            "fertrain config --out mine.yaml",
            "fertrain config --config mini_xception optimizer.lr=0.01") { overrides, config, target };
        verb.SetAction((parse, _) =>
        {
            var yaml = Yaml(parse.GetValue(config), parse.GetValue(overrides) ?? []);
            if (parse.GetValue(target) is { } file)
                Write(file, yaml);
            else
                parse.InvocationConfiguration.Output.Write(yaml);
            return Task.FromResult(0);
        });
        return verb;
    }

    private static string Yaml(string? file, string[] overrides)
    {
        if (file is null && overrides.Length == 0) return CommentedConfig.Defaults();
        var config = file is null ? ConfigFile.Parse("{}", "the defaults", overrides) : ConfigFile.Load(file, overrides);
        if (config.Ensemble.Members.Count > 0 && Array.Find(overrides, word => !EnsembleConfig.OwnBlocks.Contains(word.Split('.')[0].Trim())) is { } lost)
            throw new UserError(
                $"{lost}: the file of an ensemble holds no key of its members. Expected: keys of {string.Join(", ", EnsembleConfig.OwnBlocks)}; train takes {lost} for each member.");
        return CommentedConfig.Of(config).TrimStart('\n');
    }

    private static void Write(string file, string yaml)
    {
        if (File.Exists(file)) throw new UserError($"{file} exists already. Expected: a new file.");
        AtomicFile.WriteText(file, yaml);
    }
}
