using TorchSharp;

namespace FerTrain.Cli.Verbs;

/// <summary>Where a run goes and who watches it.</summary>
/// <param name="Runs">The folder of run directories.</param>
/// <param name="Name">What a person calls it.</param>
/// <param name="Device">What computes it.</param>
/// <param name="Terminal">What shows it.</param>
internal sealed record RunPlace(string Runs, string? Name, torch.Device Device, Terminal Terminal);
