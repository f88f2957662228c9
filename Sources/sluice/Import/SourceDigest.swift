import Crypto
import Foundation
import SluiceCore

/// A fingerprint of the files of a source, to tell whether a later run reads the same.
enum SourceDigest {
    private static let chunkBytes = 1 << 20

    /// SHA-256 in small hexadecimal digits over each file's length and bytes, in the order given.
    static func hex(of files: [URL]) throws(ImportError) -> String {
        var hash = SHA256()
        for file in files {
            do {
                let handle = try FileHandle(forReadingFrom: file)
                var length: UInt64 = 0
                while let data = try handle.read(upToCount: chunkBytes), !data.isEmpty {
                    hash.update(data: data)
                    length += UInt64(data.count)
                }
                // After the bytes, so that no split of the same bytes over files is the same.
                withUnsafeBytes(of: length.littleEndian) { hash.update(bufferPointer: $0) }
            } catch {
                throw .unreadable(path: file.path, why: error.localizedDescription)
            }
        }
        return hash.finalize().hexadecimal
    }
}
