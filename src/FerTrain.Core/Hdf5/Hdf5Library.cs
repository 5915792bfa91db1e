using System.Runtime.InteropServices;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Hdf5;

/// <summary>Binds the functions of libhdf5 (1.10 or newer) that reading weights needs, and finds the library on first use.</summary>
internal static partial class Hdf5Library
{
    private const string Name = "hdf5";

    /// <summary>Debian calls its library without MPI "serial"; the numbers are those of its releases.</summary>
    private static readonly string[] Files =
    [
        "libhdf5_serial.so.103", "libhdf5_serial.so.310", "libhdf5_serial.so", "libhdf5.so.103", "libhdf5.so.200", "libhdf5.so.310", "libhdf5.so",
        "libhdf5.dylib", "hdf5.dll",
    ];

    private static readonly nint Handle = Load();

    /// <summary>Lets in one caller at a time, because the library is built without locks of its own.</summary>
    public static Lock Lock { get; } = new();

    /// <summary>Identifies little-endian float32, whatever the file and the machine have.</summary>
    public static long Float32 { get; private set; }

    /// <exception cref="UserError">The library is not on this machine.</exception>
    public static void Require()
    {
        if (Handle == 0)
            throw new UserError(
                $"HDF5 files need the HDF5 library, which is not on this machine. Expected: {Files[0]}, as Debian's libhdf5-103 brings it, or another libhdf5 from 1.10 on.");
        Checked(H5open());
        _ = H5Eset_auto2(0, 0, 0); // it would print its own account of every error
        if (NativeLibrary.TryGetExport(Handle, "H5PLset_loading_state", out _))
            Checked(H5PLset_loading_state(0)); // a file may name filters that would be loaded as plug-ins
        Float32 = Marshal.ReadInt64(NativeLibrary.GetExport(Handle, "H5T_IEEE_F32LE_g"));
    }

    /// <summary>Tells whether a name in a group is the object itself rather than a link elsewhere.</summary>
    public static bool IsHardLink(long group, string name)
    {
        Span<byte> info = stackalloc byte[64]; // its first field is the kind of link in every version of the structure
        Checked(NativeLibrary.TryGetExport(Handle, "H5Lget_info", out _) ? H5Lget_info(group, name, info, 0) : H5Lget_info1(group, name, info, 0));
        return BitConverter.ToInt32(info) == 0;
    }

    public static int Checked(int status) => status >= 0 ? status : throw new InvalidDataException("the HDF5 library cannot make sense of it");

    private static nint Load()
    {
        var handle = Files.Select(file => NativeLibrary.TryLoad(file, out var found) ? found : 0).FirstOrDefault(found => found != 0);
        NativeLibrary.SetDllImportResolver(typeof(Hdf5Library).Assembly, (name, _, _) => name == Name ? handle : 0);
        return handle;
    }

    [LibraryImport(Name)] private static partial int H5open();
    [LibraryImport(Name)] private static partial int H5Eset_auto2(long stack, nint function, nint data);
    [LibraryImport(Name)] private static partial int H5PLset_loading_state(uint mask);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] private static partial int H5Lget_info(long group, string name, Span<byte> info, long access);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] private static partial int H5Lget_info1(long group, string name, Span<byte> info, long access);
    [LibraryImport(Name)] public static partial int H5Idec_ref(long id);
    [LibraryImport(Name)] public static partial int H5Iget_type(long id);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial long H5Fopen(string path, uint flags, long access);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial int H5Lexists(long group, string name, long access);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial long H5Oopen(long group, string name, long access);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial int H5Aexists(long owner, string name);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial long H5Aopen(long owner, string name, long access);
    [LibraryImport(Name)] public static partial long H5Aget_space(long attribute);
    [LibraryImport(Name)] public static partial long H5Aget_type(long attribute);
    [LibraryImport(Name)] public static partial int H5Aread(long attribute, long type, Span<byte> buffer);
    [LibraryImport(Name)] public static partial long H5Dget_space(long dataset);
    [LibraryImport(Name)] public static partial long H5Dget_type(long dataset);
    [LibraryImport(Name)] public static partial long H5Dget_create_plist(long dataset);
    [LibraryImport(Name)] public static partial int H5Dread(long dataset, long type, long memorySpace, long fileSpace, long transfer, Span<byte> buffer);
    [LibraryImport(Name)] public static partial int H5Pget_layout(long properties);
    [LibraryImport(Name)] public static partial int H5Pget_external_count(long properties);
    [LibraryImport(Name)] public static partial int H5Sget_simple_extent_ndims(long space);
    [LibraryImport(Name)] public static partial int H5Sget_simple_extent_dims(long space, Span<long> sides, Span<long> largest);
    [LibraryImport(Name)] public static partial int H5Tget_class(long type);
    [LibraryImport(Name)] public static partial nint H5Tget_size(long type);
    [LibraryImport(Name)] public static partial int H5Tis_variable_str(long type);
}
