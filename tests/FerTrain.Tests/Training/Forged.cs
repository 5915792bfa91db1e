using FerTrain.Tests.Archive;

namespace FerTrain.Tests.Training;

/// <summary>Changes a checkpoint as somebody else's program could.</summary>
internal static class Forged
{
    public static void Change(string checkpoint, Action<OrderedDictionary<object, object?>> change)
    {
        var values = SmallRun.Read(checkpoint);
        change(values);
        File.WriteAllBytes(checkpoint, Archives.Write(values));
    }
}
