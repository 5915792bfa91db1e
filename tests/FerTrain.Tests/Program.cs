using FerTrain.Tests.Figures;
using FerTrain.Tests.Hdf5;
using FerTrain.Tests.Torch;
using FerTrain.Torch;

namespace FerTrain.Tests;

/// <summary>What this assembly is when it is started by itself: a test's child process, or the runner of its tests where there is no SDK.</summary>
internal static class Program
{
    internal static int Main(string[] arguments)
    {
        NativeLibraries.Load();
        switch (arguments)
        {
            case ["strided_convolutions"]:
                StridedConvolutions.Run();
                return 0;
            case ["flipped_hdf5", var file]:
                FlippedHdf5.Read(file);
                return 0;
            case ["figure", var file]:
                ShippedFontTests.Draw(file);
                return 0;
            case ["run", .. var names]:
                return new TestRun(names, Console.Out).Succeeded ? 0 : 1;
            default:
                Console.Error.WriteLine("Usage: FerTrain.Tests run [NAME…]: the tests whose full names start with FerTrain.Tests.NAME; all without it");
                return 2;
        }
    }
}
