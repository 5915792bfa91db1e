using System.Runtime.InteropServices;
using System.Text;
using FerTrain.Cli;

// They live as long as the process: a signal while it ends must find them, and must not change the exit code of what is done.
var cancel = new CancellationTokenSource();
var signals = Array.ConvertAll(Stopping(), signal => PosixSignalRegistration.Create(signal, Stop)); // SIGHUP: the terminal was closed
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var exit = App.Run(args, Terminal.OfConsole(), cancel.Token);
GC.KeepAlive(signals);
return exit;

// Batch systems warn with SIGUSR1, for which .NET has no name.
static PosixSignal[] Stopping() => [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, .. OperatingSystem.IsLinux() ? [(PosixSignal)10] : Array.Empty<PosixSignal>()];

// The first signal lets the step finish and saves; a second one ends the program as usual.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = !cancel.IsCancellationRequested;
    cancel.Cancel();
}
