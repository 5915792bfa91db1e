namespace FerTrain.Data;

/// <summary>Compares rows of a set by their pixels alone.</summary>
public sealed class FacePixels(FaceSet faces) : IEqualityComparer<int>
{
    public bool Equals(int x, int y) => x == y || faces.Face(x).SequenceEqual(faces.Face(y));

    public int GetHashCode(int row)
    {
        var hash = new HashCode();
        hash.AddBytes(faces.Face(row));
        return hash.ToHashCode();
    }
}
