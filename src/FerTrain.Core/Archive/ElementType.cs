using System.Diagnostics.CodeAnalysis;

namespace FerTrain.Core.Archive;

/// <summary>What the elements of a stored tensor are.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "These are the names of the types.")]
public enum ElementType
{
    Float32,
    Float64,
    Float16,
    BFloat16,
    Int64,
    Int32,
    Int16,
    Int8,
    UInt8,
    Bool,
}
