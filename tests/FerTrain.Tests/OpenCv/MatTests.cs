using System.Runtime.InteropServices;
using OpenCvSharp;

namespace FerTrain.Tests.OpenCv;

public sealed class MatTests
{
    [Fact]
    public void A_matrix_says_what_it_is()
    {
        using var mat = new Mat(3, 5, MatType.CV_16UC3, new Scalar(1, 2, 3));

        (mat.Rows, mat.Cols, mat.Height, mat.Width).ShouldBe((3, 5, 3, 5));
        mat.Size().ShouldBe(new Size(5, 3));
        mat.Type().ShouldBe(MatType.CV_16UC3);
        (mat.Depth(), mat.Channels(), mat.ElemSize(), mat.ElemSize1()).ShouldBe((MatType.CV_16U, 3, 6, 2));
        (mat.Total(), mat.Step()).ShouldBe((15, 30));
        (mat.Empty(), mat.IsContinuous(), mat.IsSubmatrix()).ShouldBe((false, true, false));
        MemoryMarshal.Cast<byte, ushort>(mat.AsSpan<byte>())[..4].ToArray().ShouldBe(new ushort[] { 1, 2, 3, 1 });
    }

    [Theory]
    [InlineData(0, "CV_8UC1")]
    [InlineData(16, "CV_8UC3")]
    [InlineData(5, "CV_32FC1")]
    [InlineData(14, "CV_64FC2")]
    [InlineData(39, "CV_16FC(5)")]
    public void Types_have_opencvs_numbers_and_names(int number, string name) => new MatType(number).ToString().ShouldBe(name);

    [Fact]
    public void A_new_matrix_without_size_is_empty()
    {
        using var mat = new Mat();

        mat.Empty().ShouldBeTrue();
        mat.Size().ShouldBe(default);
        mat.GetArray<byte>(out var none).ShouldBeFalse();
        none.ShouldBeEmpty();
    }

    [Fact]
    public void Pixel_data_are_shared_with_the_array()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6];
        using var mat = Mat.FromPixelData(2, 3, MatType.CV_8UC1, pixels);

        mat.Set<byte>(1, 0, 40);
        pixels[5] = 60;

        pixels.ShouldBe(new byte[] { 1, 2, 3, 40, 5, 60 });
        mat.Get<byte>(1, 2).ShouldBe((byte)60);
    }

    [Fact]
    public void Memory_with_gaps_between_rows_is_read_by_its_step()
    {
        byte[] pixels = [1, 2, 99, 3, 4, 99];
        using var mat = Mat.FromPixelData(2, 2, MatType.CV_8UC1, pixels, step: 3);

        mat.IsContinuous().ShouldBeFalse();
        mat.AsSpan<byte>().IsEmpty.ShouldBeTrue();
        mat.GetArray<byte>(out var read).ShouldBeTrue();
        read.ShouldBe(new byte[] { 1, 2, 3, 4 });
    }

    [Fact]
    public void A_region_is_a_view_and_a_clone_is_not()
    {
        using var mat = new Mat(4, 4, MatType.CV_8UC1, new Scalar(0));
        using var view = mat[new Rect(1, 2, 2, 1)];
        using var clone = view.Clone();

        view.SetArray<byte>(7, 8).ShouldBeTrue();

        (mat.Get<byte>(2, 1), mat.At<byte>(2, 2)).ShouldBe(((byte)7, (byte)8));
        (view.IsSubmatrix(), view.Step()).ShouldBe((true, 4));
        clone.Bytes().ShouldBe(new byte[2]);
    }

    [Fact]
    public void A_region_is_assigned_only_what_has_its_size()
    {
        using var mat = new Mat(4, 4, MatType.CV_8UC1, new Scalar(0));
        using var part = new Mat(2, 2, MatType.CV_8UC1, new Scalar(9));

        mat[new Rect(2, 2, 2, 2)] = part;

        mat.Bytes().Sum(value => value).ShouldBe(36);
        Should.Throw<ArgumentException>(() => mat[new Rect(0, 0, 3, 2)] = part);
    }

    [Fact]
    public void Numbers_are_read_and_written_as_what_they_are()
    {
        using var mat = new Mat(2, 2, MatType.CV_32FC1);

        mat.SetArray(1.5f, -2f, 3f, 4f).ShouldBeTrue();

        mat.GetArray<float>(out var read).ShouldBeTrue();
        read.ShouldBe([1.5f, -2f, 3f, 4f]);
        Should.Throw<OpenCvSharpException>(() => mat.GetArray<byte>(out _)).Message.ShouldBe("Mat data type is not compatible: CV_32FC1");
        Should.Throw<ArgumentException>(() => mat.GetArray<long>(out _));
    }

    [Fact]
    public void A_matrix_is_converted_reshaped_and_masked()
    {
        using var mat = Mat.FromPixelData(1, 4, MatType.CV_8UC1, new byte[] { 0, 100, 200, 255 });
        using var converted = new Mat();
        mat.ConvertTo(converted, MatType.CV_32FC1, 1 / 255.0, -0.5);
        using var square = converted.Reshape(1, 2);
        using var copied = new Mat(1, 4, MatType.CV_8UC1, new Scalar(7));
        mat.CopyTo(copied, mat);

        square.Size().ShouldBe(new Size(2, 2));
        square.Get<float>(1, 0).ShouldBe(200 / 255f - 0.5f, 1e-6f);
        copied.Bytes().ShouldBe(new byte[] { 7, 100, 200, 255 });
    }

    [Fact]
    public void Matrices_are_joined_along_both_sides()
    {
        using var left = new Mat(1, 2, MatType.CV_8UC1, new Scalar(1));
        using var right = new Mat(1, 2, MatType.CV_8UC1, new Scalar(2));
        using var row = new Mat();
        using var column = new Mat();

        Cv2.HConcat([left, right], row);
        Cv2.VConcat([left, right], column);

        (row.Size(), column.Size()).ShouldBe((new Size(4, 1), new Size(2, 2)));
        row.Bytes().ShouldBe(column.Bytes());
        Should.Throw<ArgumentException>(() => Cv2.HConcat([], row));
    }

    [Fact]
    public void Rectangles_meet_and_contain()
    {
        Rect a = new(0, 0, 10, 10), b = new(5, 6, 10, 10);

        (a & b).ShouldBe(new Rect(5, 6, 5, 4));
        (a | b).ShouldBe(new Rect(0, 0, 15, 16));
        (a.Contains(9, 9), a.Contains(10, 9), a.Contains(b)).ShouldBe((true, false, false));
        (a & new Rect(20, 20, 1, 1)).ShouldBe(default);
        Rect.FromLTRB(1, 2, 4, 6).ShouldBe(new Rect(1, 2, 3, 4));
    }
}
