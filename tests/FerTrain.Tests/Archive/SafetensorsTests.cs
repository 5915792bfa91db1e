using System.Buffers.Binary;
using System.Text;
using FerTrain.Core;
using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Archive;

public class SafetensorsTests
{
    private const string Script = "tests/FerTrain.Tests/Archive/safetensors.py";

    [Fact]
    public void Whatever_is_written_is_read_back_bit_by_bit() =>
        Prop.ForAll<long>(seed =>
        {
            var random = new Seeds(seed).Stream("tensors");
            var written = new WeightsFile([], new Dictionary<string, string> { ["format"] = "pt", ["ä\n"] = "\u0001\"{}" });
            for (var i = random.NextInt(6); i > 0; i--)
                written.Tensors[$"name {i} \"ö\""] = RandomTensor(random);
            var read = Read(Write(written));
            read.Metadata.ShouldBe(written.Metadata, ignoreOrder: true);
            read.Tensors.Keys.ShouldBe(written.Tensors.Keys, ignoreOrder: true);
            foreach (var (name, tensor) in written.Tensors)
                Archives.ShouldEqual(read.Tensors[name], tensor);
        }).QuickCheckThrowOnFailure();

    [FactWithPyTorch]
    public void An_independent_reader_reads_every_type()
    {
        using var folder = new TempFolder();
        var weights = new WeightsFile([], new Dictionary<string, string> { ["class_names"] = "[\"angry\"]", ["model"] = "m" });
        foreach (var type in Enum.GetValues<ElementType>())
        {
            var bytes = new byte[3 * type.Size()];
            bytes[type.Size()] = 1; // the least bit of the second element
            weights.Tensors[$"{type}"] = new StoredTensor(type, [3, 1], bytes);
        }

        folder.Write("w.safetensors", Write(weights));
        Python.Run(Script, "check", folder["w.safetensors"]).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
        [
            "class_names model", "Float64 F64 [3, 1] 5e-324", "Int64 I64 [3, 1] 1.0", "Float32 F32 [3, 1] 1.401298464324817e-45", "Int32 I32 [3, 1] 1.0",
            "Float16 F16 [3, 1] 5.960464477539063e-08", "BFloat16 BF16 [3, 1] 1.0", "Int16 I16 [3, 1] 1.0", "Int8 I8 [3, 1] 1.0", "UInt8 U8 [3, 1] 1.0", "Bool BOOL [3, 1] 1.0",
        ]);
    }

    [FactWithPyTorch]
    public void Files_of_an_independent_writer_are_read()
    {
        using var folder = new TempFolder();
        Python.Run(Script, "write", folder["w.safetensors"]);
        var weights = WeightsFile.Read(folder["w.safetensors"]);
        weights.Metadata["ä"].ShouldBe("\n");
        weights.Tensors.Count.ShouldBe(12);
        Archives.Floats(weights.Tensors["f32"]).ShouldBe([0, 1, 2, 3, 4, 5]);
        Archives.Floats(weights.Tensors["f64"].As(ElementType.Float32)).ShouldBe([0, 1, 2, 3, 4, 5]);
        Archives.Floats(weights.Tensors["f16"].As(ElementType.Float32)).ShouldBe([0, 1, 2, 3, 4, 5]);
        foreach (var whole in new[] { "i64", "i32", "i16", "i8", "u8" })
            weights.Tensors[whole].As(ElementType.Int64)!.Bytes.Span[^8].ShouldBe((byte)5, whole);
        weights.Tensors["i64"].As(ElementType.Float32).ShouldBeNull();
        weights.Tensors["empty"].Shape.ShouldBe([0, 3]);
        Archives.Floats(weights.Tensors["scalar"]).ShouldBe([2.5f]);
    }

    [Theory]
    [InlineData("", 0, "no JSON object", "\"x\"")]
    [InlineData("{", 0, "JSON")]
    [InlineData("{}", 4, "its tensors end at 0, the file's data at 4")]
    [InlineData("{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}", 4, "tensor b begins at 0, the one before it ends at 4")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}", 8, "tensor b begins at 4")]
    [InlineData("{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}", 8, "begins at 4, the one before it ends at 0")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}", 4, "lies at 0 to 8, the file has 4 bytes of data")]
    [InlineData("{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}}", 4, "lies at 4 to 0")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}", 4, "of shape [2] has 4 bytes")]
    [InlineData("{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,0]}}", 0, "of shape [4611686018427387904, 4] has 0 bytes")]
    [InlineData("{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}", 4, "is not described")]
    [InlineData("{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}}", 4, "is not described")]
    [InlineData("{'a':{'dtype':'F32','shape':[1e30],'data_offsets':[0,4]}}", 4, "is not described")]
    [InlineData("{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,99999999999999999999]}}", 4, "is not described")]
    [InlineData("{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'code':'x'}}", 4, "is not described")]
    [InlineData("{'a':{'dtype':'F32','shape':[1]}}", 4, "is not described")]
    [InlineData("{'a':[1]}", 4, "is not described")]
    [InlineData("{'a':{'dtype':'F4','shape':[1],'data_offsets':[0,4]}}", 4, "is of type F4, expected F64, ")]
    [InlineData("{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}", 4, "uplicate")]
    [InlineData("{'__metadata__':{'a':1}}", 0, "no map of texts")]
    [InlineData("{'__metadata__':[]}", 0, "no map of texts")]
    [InlineData("{'__metadata__':{'a':'b','a':'c'}}", 0, "uplicate")]
    [InlineData("{'\\ud800':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}", 4, "")]
    [InlineData("{'__metadata__':{'a':'\\ud800'}}", 0, "")]
    [InlineData("[[[[[[[[[[[[]]]]]]]]]]]]", 0, "depth")]
    [InlineData("{'a\\u001b[2J':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}", 4, "tensor a\\u{1b}[2J of shape")]
    public void A_header_that_contradicts_itself_or_the_file_is_refused(string header, int dataLength, string told, string? instead = null) =>
        Refused(File(Encoding.UTF8.GetBytes(instead ?? header.Replace('\'', '"')), dataLength)).ShouldContain(told, Case.Insensitive);

    [Theory]
    [InlineData(100_000_000L)]
    [InlineData(long.MaxValue)]
    [InlineData(-1L)]
    [InlineData(9L)]
    public void A_header_that_is_longer_than_the_file_is_refused(long claimed)
    {
        var file = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(file, claimed);
        Refused(file).ShouldContain($"its header claims {(ulong)claimed} bytes in a file of 16");
    }

    [Fact]
    public void Files_that_are_something_else_are_refused()
    {
        Refused([]).ShouldEndWith("it is empty");
        Refused([1, 2, 3]);
        Refused(Archives.Write(Archives.Sample()));
    }

    [Fact]
    public void Flipped_bits_are_read_or_refused()
    {
        var valid = Write(new WeightsFile([], new Dictionary<string, string> { ["a"] = "b" }) { Tensors = { ["x"] = Archives.Tensor([2, 3], 1, 2, 3, 4, 5, 6), ["y"] = Archives.Tensor([1], 7) } });
        var random = new Seeds(3).Stream("flips");
        var refused = 0;
        for (var i = 0; i < 5000; i++)
        {
            var file = (byte[])valid.Clone();
            file[random.NextInt(file.Length)] ^= (byte)(1 << random.NextInt(8));
            try
            {
                Read(file).Tensors.Count.ShouldBeInRange(1, 2);
            }
            catch (UserError)
            {
                refused++;
            }
        }

        refused.ShouldBeInRange(1000, 4900);
    }

    private static byte[] File(byte[] header, int dataLength)
    {
        var file = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        return file;
    }

    private static string Refused(byte[] file)
    {
        var message = Should.Throw<UserError>(() => Read(file)).Message;
        message.ShouldStartWith($"{Archives.Name}: not a safetensors file FerTrain can read: ");
        message.ShouldNotContain('\n');
        return message;
    }

    private static WeightsFile Read(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return SafetensorsFile.Read(stream, Archives.Name);
    }

    private static byte[] Write(WeightsFile weights)
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, weights);
        return stream.ToArray();
    }

    private static StoredTensor RandomTensor(RandomStream random)
    {
        var types = Enum.GetValues<ElementType>();
        var type = types[random.NextInt(types.Length)];
        var shape = Enumerable.Range(0, random.NextInt(4)).Select(_ => (long)random.NextInt(4)).ToArray();
        var bytes = new byte[shape.Aggregate((long)type.Size(), (product, side) => product * side)];
        foreach (ref var value in bytes.AsSpan())
            value = (byte)random.NextInt(256);
        return new(type, [.. shape], bytes);
    }
}
