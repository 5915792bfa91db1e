using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp;

public static partial class Cv2
{
    public static void CvtColor(InputArray src, OutputArray dst, ColorConversionCodes code, int dstCn = 0) =>
        Check(fer_cvt_color(Given(src), Given(dst), (int)code, dstCn));

    public static void Resize(
        InputArray src, OutputArray dst, Size dsize, double fx = 0, double fy = 0, InterpolationFlags interpolation = InterpolationFlags.Linear) =>
        Check(fer_resize(Given(src), Given(dst), dsize, fx, fy, (int)interpolation));

    public static void EqualizeHist(InputArray src, OutputArray dst) => Check(fer_equalize_hist(Given(src), Given(dst)));

    public static void ApplyColorMap(InputArray src, OutputArray dst, ColormapTypes colormap) =>
        Check(fer_apply_color_map(Given(src), Given(dst), (int)colormap));

    public static void Rectangle(
        InputOutputArray img, Rect rect, Scalar color, int thickness = 1, LineTypes lineType = LineTypes.Link8, int shift = 0) =>
        Check(fer_rectangle(Given(img), rect, color, thickness, (int)lineType, shift));

    public static void Rectangle(
        InputOutputArray img, Point pt1, Point pt2, Scalar color, int thickness = 1, LineTypes lineType = LineTypes.Link8, int shift = 0) =>
        Check(fer_rectangle_corners(Given(img), pt1, pt2, color, thickness, (int)lineType, shift));

    public static void Rectangle(
        Mat img, Rect rect, Scalar color, int thickness = 1, LineTypes lineType = LineTypes.Link8, int shift = 0) =>
        Rectangle((InputOutputArray)img, rect, color, thickness, lineType, shift);

    public static void Rectangle(
        Mat img, Point pt1, Point pt2, Scalar color, int thickness = 1, LineTypes lineType = LineTypes.Link8, int shift = 0) =>
        Rectangle((InputOutputArray)img, pt1, pt2, color, thickness, lineType, shift);

    public static void Line(
        InputOutputArray img, Point pt1, Point pt2, Scalar color, int thickness = 1, LineTypes lineType = LineTypes.Link8, int shift = 0) =>
        Check(fer_line(Given(img), pt1, pt2, color, thickness, (int)lineType, shift));

    public static void Circle(
        InputOutputArray img, Point center, int radius, Scalar color, int thickness = 1, LineTypes lineType = LineTypes.Link8, int shift = 0) =>
        Check(fer_circle(Given(img), center, radius, color, thickness, (int)lineType, shift));

    public static void PutText(
        InputOutputArray img, string text, Point org, HersheyFonts fontFace, double fontScale, Scalar color,
        int thickness = 1, LineTypes lineType = LineTypes.Link8, bool bottomLeftOrigin = false)
    {
        ThrowIfEmpty(text, nameof(text));
        Check(fer_put_text(Given(img), text, org, (int)fontFace, fontScale, color, thickness, (int)lineType, bottomLeftOrigin ? 1 : 0));
    }

    public static Size GetTextSize(string text, HersheyFonts fontFace, double fontScale, int thickness, out int baseLine)
    {
        ThrowIfEmpty(text, nameof(text));
        Check(fer_text_size(text, (int)fontFace, fontScale, thickness, out baseLine, out var size));
        return size;
    }
}
