using System.Text;

namespace FerTrain.Core.Sweeps;

/// <summary>A locked trial. The file names its holder until this is disposed, so what a crashed process had can be told.</summary>
internal sealed class TrialClaim : IDisposable
{
    private readonly FileStream _file;

    public TrialClaim(FileStream file, string holder)
    {
        _file = file;
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(holder));
    }

    public void Dispose()
    {
        _file.SetLength(0);
        _file.Dispose();
    }
}
