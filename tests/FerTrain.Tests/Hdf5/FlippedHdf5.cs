using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Core.Hdf5;

namespace FerTrain.Tests.Hdf5;

/// <summary>Damages a file in thousands of ways, in a process of its own: the library is known to crash on some files.</summary>
internal static class FlippedHdf5
{
    private const int Files = 1000;

    public static void Read(string valid)
    {
        using var folder = new TempFolder();
        var random = new Seeds(4).Stream("flips");
        var refused = 0;
        for (var i = 0; i < Files; i++)
        {
            var bytes = File.ReadAllBytes(valid);
            for (var flips = 1 + random.NextInt(3); flips > 0; flips--)
                bytes[random.NextInt(bytes.Length)] ^= (byte)(1 << random.NextInt(8));
            try
            {
                _ = KerasFile.Read(folder.Write("flipped.h5", bytes));
            }
            catch (UserError)
            {
                refused++;
            }
        }

        if (refused is 0 or Files) throw new InvalidOperationException($"{refused} of {Files} files were refused.");
    }
}
