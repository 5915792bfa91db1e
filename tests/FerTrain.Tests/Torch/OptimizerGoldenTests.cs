using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Tests.Torch;

public sealed class OptimizerGoldenTests : IDisposable
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly Case[] Cases = ReadCases();

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, 14)];

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Every_case_of_the_golden_is_tested() => Cases.Length.ShouldBe(Numbers.Count);

    [Theory, MemberData(nameof(Numbers))]
    public void Steps_are_those_of_pytorch(int number)
    {
        var golden = Cases[number];
        Parameter[] parameters = [new(tensor(golden.Start[0], [4])), new(tensor(golden.Start[1], [2, 3]))];
        using var optimizer = golden.Settings.Create(golden.Optimizer, parameters);

        foreach (var step in golden.Steps)
        {
            parameters[0].grad = tensor(step.Gradients[0], [4]);
            parameters[1].grad = tensor(step.Gradients[1], [2, 3]);
            _ = optimizer.step();
            for (var i = 0; i < parameters.Length; i++)
                parameters[i].Values().ShouldBe(step.Parameters[i], 1e-12, $"{golden.Optimizer} {golden.Settings}");
        }
    }

    private static Case[] ReadCases()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "TorchSharp", "Goldens", "optimizers.json")));
        return document.RootElement.GetProperty("cases").Deserialize<Case[]>(SnakeCase)!;
    }

    private sealed record Case(string Optimizer, OptimizerSettings Settings, double[][] Start, Step[] Steps);

    private sealed record Step(double[][] Gradients, double[][] Parameters);
}
