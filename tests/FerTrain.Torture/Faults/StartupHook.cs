using System.Diagnostics.CodeAnalysis;
using FerTrain.Torture.Faults;

/// <summary>Is called by .NET before Main of a program that runs with DOTNET_STARTUP_HOOKS set to this assembly.</summary>
[SuppressMessage("Design", "CA1050", Justification = ".NET looks for a class of this name outside of namespaces.")]
internal static class StartupHook
{
    internal static void Initialize() => FaultPlan.OfThisProcess().Submit();
}
