using FerTrain.Cli.Rendering;
using FerTrain.Core.Runs;
using FerTrain.Export;
using FerTrain.Training;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain export --safetensors [FILE]</c></summary>
internal static class SafetensorsOutput
{
    public static void Write(Checkpoint source, string? named, bool asJson, Terminal terminal)
    {
        var file = named ?? Path.Combine(RunDirectory.OutputFolder(source.Path, "export"), $"{source.ModelName}.safetensors");
        OutputFolder.Create(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var (bytes, tensors) = SafetensorsExport.Write(file, source, ProgramVersion.Number, ChosenCheckpoint.Score(source));
        if (asJson)
            JsonOutput.Write(terminal.Output, new { File = file, Bytes = bytes, Tensors = tensors });
        else
            terminal.Output.WriteLine(FormattableString.Invariant($"{file}: {bytes / 1024.0:N0} KB, {tensors} tensors that read back bit by bit"));
    }
}
