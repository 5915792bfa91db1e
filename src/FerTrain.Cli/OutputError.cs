namespace FerTrain.Cli;

/// <summary>Standard output or error takes nothing more: a full disk, or a shell that closed it.</summary>
internal sealed class OutputError(Exception cause) : Exception($"the output cannot be written: {cause.GetBaseException().Message}", cause);
