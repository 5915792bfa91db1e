using System.Text;
using FerTrain.Core.Archive;
using static FerTrain.Core.Hdf5.Hdf5Library;

namespace FerTrain.Core.Hdf5;

/// <summary>
/// Holds a file, group, dataset or other object that libhdf5 has open. It refuses what Keras does not write before libhdf5
/// touches it, because chunks, filters and strings of variable length crash the process where a file is damaged.
/// </summary>
internal sealed class Hdf5Object : IDisposable
{
    private const int Group = 2, Dataset = 5;
    private const int Float = 1, String = 3;
    private const int Compact = 0, Contiguous = 1;
    private const int MaxDimensions = 8;
    private const int MaxTextBytes = 1 << 22;

    private readonly long _id;

    private Hdf5Object(long id) => _id = id >= 0 ? id : throw new InvalidDataException("the HDF5 library cannot make sense of it");

    public static Hdf5Object OpenFile(string path) => new(H5Fopen(path, 0, 0));

    public bool Has(string name) => Checked(H5Lexists(_id, name, 0)) > 0;

    public Hdf5Object OpenGroup(string path) => Open(path, Group, "group");

    public Hdf5Object OpenDataset(string path) => Open(path, Dataset, "dataset");

    /// <summary>Reads the strings of an attribute; null where there is none of that name.</summary>
    public string[]? Texts(string attribute)
    {
        if (Checked(H5Aexists(_id, attribute)) == 0)
            return null;
        using var opened = new Hdf5Object(H5Aopen(_id, attribute, 0));
        using var type = new Hdf5Object(H5Aget_type(opened._id));
        using var space = new Hdf5Object(H5Aget_space(opened._id));
        var count = Product(Sides(space));
        if (count == 0)
            return []; // Keras leaves numbers, none of them, where a layer has no weights
        if (Checked(H5Tget_class(type._id)) != String)
            throw new InvalidDataException($"its attribute {attribute} holds no text");
        if (Checked(H5Tis_variable_str(type._id)) > 0)
            throw new InvalidDataException($"refused: its attribute {attribute} holds texts of variable length, Keras's have one length");
        var size = (long)H5Tget_size(type._id);
        if (size < 1 || count > MaxTextBytes / size)
            throw new InvalidDataException($"its attribute {attribute} has {count} texts of {size} bytes");
        var bytes = new byte[count * size];
        Checked(H5Aread(opened._id, type._id, bytes));
        return [.. bytes.Chunk((int)size).Select(Text)];
    }

    /// <summary>Reads a dataset's numbers as float32.</summary>
    /// <param name="budget">Bytes that may still be read, because a few bytes of a file can claim any number of them.</param>
    public StoredTensor ReadFloats(ref long budget)
    {
        using var type = new Hdf5Object(H5Dget_type(_id));
        using var space = new Hdf5Object(H5Dget_space(_id));
        using var properties = new Hdf5Object(H5Dget_create_plist(_id));
        if (Checked(H5Tget_class(type._id)) != Float)
            throw new InvalidDataException("it holds weights that are not floating-point numbers");
        if (Checked(H5Pget_layout(properties._id)) is not (Compact or Contiguous) || Checked(H5Pget_external_count(properties._id)) > 0)
            throw new InvalidDataException("refused: it keeps weights in chunks or in other files; h5repack -l CONTI -f NONE OLD.h5 NEW.h5 makes them plain");
        var sides = Sides(space);
        var size = Product(sides) * ElementType.Float32.Size();
        if (size > Math.Min(budget, Array.MaxLength))
            throw new InvalidDataException($"its weights unfold to far more than the file holds, one of shape [{string.Join(", ", sides)}]");
        budget -= size;
        var bytes = new byte[size];
        Checked(H5Dread(_id, Float32, 0, 0, 0, bytes));
        return new StoredTensor(ElementType.Float32, [.. sides], bytes);
    }

    public void Dispose() => _ = H5Idec_ref(_id);

    private static string Text(byte[] padded) => Encoding.UTF8.GetString(padded.AsSpan()[..(Array.IndexOf(padded, (byte)0) is >= 0 and var end ? end : padded.Length)]);

    /// <summary>Walks down a path one name at a time, so that no link leads out of the file.</summary>
    private Hdf5Object Open(string path, int kind, string kindName)
    {
        Hdf5Object? at = null;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using var above = at;
            var group = (above ?? this)._id;
            at = null;
            if (Checked(H5Lexists(group, name, 0)) == 0)
                throw new InvalidDataException($"its {kindName} {path} is missing");
            if (!IsHardLink(group, name))
                throw new InvalidDataException($"refused: {path} is a link");
            at = new Hdf5Object(H5Oopen(group, name, 0));
        }

        if (at is null || H5Iget_type(at._id) != kind)
        {
            at?.Dispose();
            throw new InvalidDataException($"its {path} is no {kindName}");
        }

        return at;
    }

    /// <summary>Multiplies the sides and stops just above what an array can hold, so that nothing computed from it overflows.</summary>
    private static long Product(long[] sides) =>
        sides.Contains(0) ? 0 : sides.Aggregate(1L, (product, side) => side > Array.MaxLength / product ? Array.MaxLength + 1L : product * side);

    private static long[] Sides(Hdf5Object space)
    {
        var sides = new long[Checked(H5Sget_simple_extent_ndims(space._id))];
        if (sides.Length > MaxDimensions)
            throw new InvalidDataException($"it holds something of {sides.Length} dimensions");
        Checked(H5Sget_simple_extent_dims(space._id, sides, default));
        return sides.All(side => side >= 0) ? sides : throw new InvalidDataException("it holds something of a negative size");
    }
}
