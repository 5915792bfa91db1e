using System.IO.Enumeration;
using FerTrain.Core.Errors;
using FerTrain.Models;
using static TorchSharp.torch.nn;

namespace FerTrain.Training;

/// <summary>Freezes the parameters that training leaves as they are.</summary>
internal static class Freezing
{
    /// <summary>Freezes the parameters that any of the patterns names.</summary>
    /// <exception cref="UserError">A pattern names none, or together they name all.</exception>
    public static void Freeze(Classifier model, IReadOnlyList<string> patterns)
    {
        var parameters = model.named_parameters().ToArray();
        foreach (var pattern in patterns)
        {
            var named = parameters.Where(p => FileSystemName.MatchesSimpleExpression(pattern, p.name, ignoreCase: false)).ToArray();
            if (named.Length == 0) throw NoMatch(pattern, [.. parameters.Select(p => p.name)]);
            foreach (var (_, parameter) in named)
                parameter.requires_grad = false;
        }

        if (parameters.All(p => !p.parameter.requires_grad))
            throw new UserError($"train.freeze: [{string.Join(", ", patterns)}] leaves no parameter to train, expected: patterns that leave at least one.");
    }

    /// <summary>
    /// Puts the model in training mode, but for layers that are frozen altogether: their BatchNorm keeps its statistics,
    /// as Keras's does where it is not trainable.
    /// </summary>
    public static void Train(Module model)
    {
        model.train();
        foreach (var layer in Layers(model).Where(IsFrozen))
            layer.eval();
    }

    private static IEnumerable<Module> Layers(Module module) =>
        module.children().ToArray() is { Length: > 0 } children ? children.SelectMany(Layers) : [module];

    private static bool IsFrozen(Module layer) => layer.parameters().ToArray() is { Length: > 0 } own && own.All(p => !p.requires_grad);

    private static UserError NoMatch(string pattern, string[] names)
    {
        string[] prefixes = [.. names.SelectMany(Prefixes).Distinct().Select(prefix => $"{prefix}.*")];
        var near = NearestName.Find(pattern, [.. prefixes, .. names]) is { } name ? $" Did you mean '{name}'?" : "";
        return new UserError($"train.freeze: '{pattern}' names no parameter.{near} Expected: names such as '{names[0]}', * for any text, as in '{prefixes[0]}'.");
    }

    private static IEnumerable<string> Prefixes(string name) =>
        Enumerable.Range(0, name.Length).Where(i => name[i] == '.').Select(i => name[..i]);
}
